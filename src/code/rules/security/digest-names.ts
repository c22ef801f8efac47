// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.
import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import { statementOf } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { hashCalls, weakHashOf } from './hashes.ts';

const strong = /sha[-_]?(?:224|256|384|512)/i;
/** A strong hash that is worked out, or chosen by its name, and not only spoken of. */
const computed = /sha[-_]?(?:224|256|384|512)\w*\s*[(.]|['"`]sha-?(?:224|256|384|512)['"`]/i;

export const digestNameRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'digest-named-otherwise',
    category: 'security',
    severity: 'medium',
    languages: everyLanguage,
    title: 'A broken hash under the name of a strong one',
    rationale:
      'What it is called promises SHA-2, what is computed is MD5 or SHA-1: whoever compares the two finds them different, and whoever trusts the name trusts too much.',
    cwe: 328,
    remediationMinutes: 5,
    skipTests: true,
    needs: /sha/i,
    calls: hashCalls,
    checkCall(call, context) {
      const algorithm = weakHashOf(call, context);
      if (algorithm === null) return;
      const name = promised(call.node, /md5/i.test(algorithm), context);
      if (name === null) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 40)}\` stands where the code speaks of ${name}.`,
        suggestion: 'Compute what the name says, or name it by what is computed.',
        evidence: [`algorithm: ${algorithm}`],
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import hashlib\ndef f(body):\n    return f"sha256:{hashlib.md5(body).hexdigest()}"',
        line: 3,
      },
      {
        language: 'javascript',
        code: 'function f(content) {\n  const hash = createHash("md5");\n  hash.update(content);\n  return `sha512-${hash.digest("base64")}`;\n}',
        line: 2,
      },
      {
        language: 'typescript',
        code: 'function markerSha(id: string): string {\n  return crypto.createHash("md5").update(id).digest("hex");\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'import hashlib\ndef f(body):\n    sums = {"md5": hashlib.md5(body), "sha256": hashlib.sha256(body)}\n    share = hashlib.md5(body).hexdigest()\n    return sums, share',
      },
      {
        language: 'javascript',
        code: 'function shaOf(a) { return createHash("sha1").update(a).digest("hex"); }\nfunction f(a, kind) { const h = createHash("md5"); const s = createHash("sha256"); return `sha256-${s.digest("hex")}-${h.digest("hex")}`; }',
      },
    ],
  }),
];

/** The strong hash that the statement, a label further down or the function's name speaks of, or null. */
function promised(node: number, isMd5: boolean, context: RuleContext): string | null {
  const statement = statementOf(node, context);
  const text = context.short(statement < 0 ? node : statement, 500);
  // A whole class or table is no statement.
  if (text.length < 500 && strong.test(text))
    return computed.test(text) ? null : `\`${strong.exec(text)![0]}\``;
  const owner = context.enclosingFunction(node);
  if (owner < 0) return null;
  const size = context.tree.end[owner]! - context.tree.start[owner]!;
  const whole = size > 3_000 ? '' : context.text(owner);
  if (computed.test(whole)) return null;
  const taken = /^(?:const|let|var)?\s*(\w+)\s*=/.exec(text)?.[1];
  if (taken !== undefined) {
    const label = new RegExp(`(sha-?(?:256|384|512))[-:=]\\$?\\{\\s*${taken}\\b`, 'i').exec(whole)?.[1];
    if (label !== undefined) return `\`${label}\``;
  }
  const called = context.functionName(owner);
  return isMd5 && !/md5/i.test(called) && /(^|_)sha(_|$)|[a-z]Sha(?![a-z])|^sha(?=[A-Z])/.test(called)
    ? `\`${called}\``
    : null;
}
