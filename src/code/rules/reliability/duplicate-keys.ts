import { withoutEarlierKey } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const keyRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'duplicate-key',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'ruby', 'php'],
    title: 'The same key twice in a literal',
    rationale: 'The later value silently wins; the earlier one is never seen.',
    cwe: 1164,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['object', 'dictionary', 'hash', 'array_creation_expression'],
    check(node, context) {
      const seen = new Map<string, number>();
      for (const pair of context.children(node)) {
        const kind = context.kind(pair);
        // A spread in between may be meant to be overridden.
        if (kind !== 'pair' && kind !== 'array_element_initializer') {
          if (/spread|splat/.test(kind)) seen.clear();
          continue;
        }
        const key =
          context.field(pair, 'key') >= 0
            ? context.field(pair, 'key')
            : context.children(pair).length === 2
              ? context.children(pair)[0]!
              : -1;
        if (
          key < 0 ||
          !/^(property_identifier|constant|string|number|integer|simple_symbol|hash_key_symbol|encapsed_string)$/.test(
            context.kind(key),
          ) ||
          (!context.isConstant(key) && !/^(property_identifier|constant)$/.test(context.kind(key)))
        )
          continue;
        const text = keyText(key, context);
        // Bytes of another encoding, read as one and the same replacement.
        if (text.includes('\ufffd')) continue;
        const before = seen.get(text);
        if (before === undefined) {
          seen.set(text, key);
          continue;
        }
        context.report(pair, {
          ...withoutEarlierKey(before, context),
          message: `The key \`${context.short(key, 40)}\` stands here and on line ${context.tree.line[before]}; the value here wins.`,
          suggestion: 'Remove one of them, or rename it.',
          evidence: [`first on line ${context.tree.line[before]}`],
        });
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'const o = {\n  a: 1,\n  b: 2,\n  "a": 3,\n};',
        line: 4,
        fixed: 'const o = {\n  b: 2,\n  "a": 3,\n};',
      },
      { language: 'python', code: 'd = {"a": 1, "b": 2, "a": 3}', fixed: 'd = {"b": 2, "a": 3}' },
      {
        language: 'php',
        code: "<?php\n$d = ['a' => 1, 'a' => 2];",
        line: 2,
        fixed: "<?php\n$d = ['a' => 2];",
      },
      { language: 'ruby', code: 'd = { a: 1, b: 2, a: 3 }', fixed: 'd = { b: 2, a: 3 }' },
    ],
    right: [
      // As a file in another encoding is read.
      { language: 'php', code: "<?php\n$d = ['\ufffd' => 'a', '\ufffd' => 'b'];" },
      {
        language: 'javascript',
        code: 'const o = { a: 1, b: 2, [a]: 3, ...rest, b: 4, get c() { return 1; }, set c(v) {} };',
      },
      { language: 'python', code: 'd = {a: 1, b: 2, a: 3, **rest}\ne = {1: 2, "1": 3, True: 1}' },
      { language: 'php', code: "<?php\n$d = ['a', 'b', 'a'];" },
    ],
  }),
];

function keyText(key: number, context: RuleContext): string {
  const text = context.text(key);
  // In Ruby `a:` and "a" differ; in PHP and JavaScript the quotes do not matter.
  return context.family === 'ruby' || context.family === 'python' ? text : text.replace(/^['"]|['"]$/g, '');
}
