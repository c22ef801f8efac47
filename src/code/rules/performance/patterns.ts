import { clone } from '../../fixes/javascript.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { catastrophicPart } from './backtracking.ts';

/** The pattern that a call compiles or matches with, or null. Go and Rust match in linear time and are left out. */
function patternText(node: number, context: RuleContext): string | null {
  const text = context.text(node);
  const raw = context.stringValue(node);
  if (raw === null) return null;
  // A raw literal is the pattern; in others, backslashes are doubled.
  const isRaw = /^[rR]|^@|^'/.test(text) && context.family !== 'js' && context.family !== 'java';
  return isRaw ? raw : raw.replaceAll('\\\\', '\\');
}

export const patternRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'catastrophic-pattern',
    category: 'performance',
    severity: 'high',
    languages: [...js, 'python', 'java', 'csharp', 'ruby', 'php'],
    title: 'Regular expression that can take for ever',
    rationale:
      'A repetition inside a repetition can split the same text in exponentially many ways; thirty characters are enough to stop a server.',
    cwe: 1333,
    source: 'OWASP, Regular expression Denial of Service',
    remediationMinutes: 30,
    skipTests: true,
    kinds: ['regex'],
    check(node, context) {
      const pattern =
        context.text(context.field(node, 'pattern')) || context.text(node).replace(/^\/|\/[a-z]*$/g, '');
      reportPattern(node, pattern, context);
    },
    calls: [
      'RegExp',
      'compile',
      'match',
      'search',
      'fullmatch',
      'findall',
      'finditer',
      'sub',
      'matches',
      'replaceAll',
      'Regex',
      'IsMatch',
      'Match',
      'Replace',
      'preg_match',
      'preg_replace',
      'preg_match_all',
      'preg_split',
    ],
    checkCall(call, context) {
      const shape = {
        js: /^RegExp$/,
        python: /^re\.(compile|match|search|fullmatch|findall|finditer|sub)$/,
        java: /(^Pattern\.(compile|matches)|\.matches|\.replaceAll)$/,
        csharp: /^(Regex|Regex\.(IsMatch|Match|Replace))$/,
        php: /^preg_(match|replace|match_all|split)$/,
        ruby: /$^/,
      }[context.family as 'js'];
      if (shape === undefined || !shape.test(call.path)) return;
      const at = context.family === 'csharp' && !call.isNew ? 1 : 0;
      const argument = call.arguments[at] ?? -1;
      let pattern = argument < 0 ? null : patternText(argument, context);
      if (pattern === null) return;
      if (context.family === 'php') pattern = pattern.replace(/^([/#~@!])([\s\S]*)\1[a-zA-Z]*$/, '$2');
      reportPattern(argument, pattern, context);
    },
    wrong: [
      { language: 'javascript', code: 'const re = /^(a+)+$/;' },
      { language: 'javascript', code: 'const re = new RegExp("^(\\\\w+\\\\s?)*$");' },
      { language: 'python', code: 'import re\nre.compile(r"^(\\d+)*x")', line: 2 },
      { language: 'java', code: 'class A { Pattern p = Pattern.compile("^([a-z]|\\\\w)*$"); }' },
      { language: 'php', code: '<?php\npreg_match("/^(a*)*$/", $x);', line: 2 },
      { language: 'csharp', code: 'class A { Regex r = new Regex(@"^(\\w+)*$"); }' },
      { language: 'ruby', code: 'x =~ /^(a+)+$/' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const a = /^(a+b)+$/; const b = /(\\d+,)*\\d+/; const c = /^[a-z]+(-[a-z]+)*$/; const d = /(a|b)*c/; const e = /(x+)+/; const f = /^\\s+|\\s+$/g; const g = /"(\\\\.|[^"\\\\])*"/;',
      },
      { language: 'python', code: 're.compile(r"^(?:\\w+\\.)*\\w+$")\nre.match(pattern, text)' },
      { language: 'java', code: 'class A { Pattern p = Pattern.compile("^(a++)+$"); }' },
    ],
  }),
  defineRule({
    id: 'json-copy',
    category: 'performance',
    severity: 'low',
    languages: js,
    title: 'Copy by way of JSON',
    rationale:
      'It writes and parses the whole text, turns dates into strings and loses undefined, Map and Set.',
    remediationMinutes: 5,
    skipTests: true,
    calls: ['parse'],
    checkCall(call, context) {
      const inner = context.call(call.arguments[0] ?? -1);
      if (
        call.path !== 'JSON.parse' ||
        inner === null ||
        inner.path !== 'JSON.stringify' ||
        inner.arguments.length !== 1 ||
        call.arguments.length !== 1
      )
        return;
      context.report(call.node, {
        ...clone(call.node, inner.arguments[0]!, context),
        message: `\`${context.short(inner.arguments[0]!, 40)}\` is written as JSON and parsed again to copy it.`,
        suggestion: `structuredClone(${context.short(inner.arguments[0]!, 40)})`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'const copy = JSON.parse(JSON.stringify(value));',
        fixed: 'const copy = structuredClone(value);',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const a = JSON.parse(text); const b = JSON.parse(JSON.stringify(v, replacer)); const c = structuredClone(d);',
      },
    ],
  }),
  defineRule({
    id: 'spread-in-reduce',
    category: 'performance',
    severity: 'low',
    languages: js,
    title: 'The accumulator copied in every step of a reduce',
    rationale: 'Each step copies all that was gathered before: n items cost n² copies.',
    cwe: 1046,
    remediationMinutes: 10,
    skipTests: true,
    calls: ['reduce'],
    checkCall(call, context) {
      const callback = call.arguments[0] ?? -1;
      if (!context.isFunction(callback)) return;
      const parameters = context.children(context.field(callback, 'parameters'));
      const first = parameters[0] ?? -1;
      const name = /^\w+/.exec(context.text(first))?.[0];
      if (name === undefined) return;
      for (const each of context.descendants(context.field(callback, 'body'), false)) {
        if (context.kind(each) !== 'spread_element' || context.text(each) !== `...${name}`) continue;
        if (!/^(object|array)$/.test(context.kind(context.parent(each)))) continue;
        // A literal of a few items is copied in no time.
        if (/^(array)$/.test(context.kind(call.receiver))) return;
        context.report(context.parent(each), {
          message: `\`...${name}\` copies everything gathered so far in each step.`,
          suggestion: `Change ${name} in place and return it, or use Object.fromEntries / flatMap.`,
        });
        return;
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'const byId = items.reduce((all, item) => ({ ...all, [item.id]: item }), {});',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const byId = items.reduce((all, item) => { all[item.id] = item; return all; }, {}); const n = items.reduce((sum, item) => sum + f({ ...item }), 0);',
      },
    ],
  }),
];

function reportPattern(node: number, pattern: string, context: RuleContext): void {
  const part = catastrophicPart(pattern);
  if (part === null) return;
  context.report(node, {
    message: `\`${part.slice(0, 60)}\` can match the same text in exponentially many ways when what follows does not match.`,
    suggestion: 'Let each character have one place to go: (a+)+ → a+, (\\w+\\s?)* → \\w+(\\s\\w+)*.',
    evidence: [`ambiguous part: ${part.slice(0, 80)}`],
  });
}
