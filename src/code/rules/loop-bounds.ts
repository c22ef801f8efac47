import { oneLess } from '../fixes/comparisons.ts';
import { lastItem, lastItemInPython } from '../fixes/missing-words.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import type { RuleContext } from './context.ts';
import { operatorOf } from './expressions.ts';
import { cAndCpp, everyLanguage, js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';
import { bare, mentions, tight, word } from './statements.ts';

/** The parts of a `for` with three of them; -1 for those that are not there. */
interface Header {
  condition: NodeIndex;
  update: NodeIndex;
}

function headerOf(node: NodeIndex, context: RuleContext): Header {
  const holder = context.family === 'go' ? context.childOfKind(node, 'for_clause') : node;
  const update =
    ['increment', 'update'].map((name) => context.field(holder, name)).find((each) => each >= 0) ?? -1;
  return { condition: bare(context.field(holder, 'condition'), context), update };
}

/** How the update moves a name: 1 up, -1 down, 0 when that can't be said. */
function direction(update: NodeIndex, name: string, context: RuleContext): number {
  const text = tight(update, context);
  const plain = name.replace('$', '');
  if (text.replaceAll('$', '') === `${plain}++` || text.replaceAll('$', '') === `++${plain}`) return 1;
  if (text.replaceAll('$', '') === `${plain}--` || text.replaceAll('$', '') === `--${plain}`) return -1;
  const step = /^\$?\w+([-+])=\d+$/.exec(text);
  return step === null || !text.replaceAll('$', '').startsWith(`${plain}${step[1]}=`)
    ? 0
    : step[1] === '+'
      ? 1
      : -1;
}

/** What an update changes, or the empty string when it is more than one name. */
function updatedName(update: NodeIndex, context: RuleContext): string {
  return /^(?:\+\+|--)?(\$?\w+)(?:\+\+|--|[-+]=\d+)?$/.exec(tight(update, context))?.[1] ?? '';
}

const lengthOf =
  /^(?:len|count|sizeof)\((\$?[\w.]+)\)$|^(\$?[\w.]+)(?:\.|->)(?:length|Length|size\(\)|Count|length\(\)|size|len\(\))$/;

/** What a bound is the length of, or null. */
function listOf(bound: string): string | null {
  const match = lengthOf.exec(bound);
  return match === null ? null : (match[1] ?? match[2]!);
}

/** Whether a piece of code reads an item of a list at an index. */
function reads(text: string, list: string, index: string): boolean {
  const tightened = text.replace(/\s+/g, '');
  return (
    tightened.includes(`${list}[${index}]`) ||
    tightened.includes(`${list}.get(${index})`) ||
    tightened.includes(`${list}.charAt(${index})`) ||
    tightened.includes(`${list}.at(${index})`) ||
    tightened.includes(`${list}.charCodeAt(${index})`)
  );
}

/** Whether a body asks whether the index has come to the end. */
function asksForEnd(text: string, index: string): boolean {
  return new RegExp(`(?<![\\w$.])${index.replace('$', '\\$')}\\s*(===?|<|!==?|>=)\\s*`).test(text);
}

export const loopBoundRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'loop-past-end',
    category: 'reliability',
    severity: 'high',
    languages: everyLanguage,
    title: 'Loop goes one past the end',
    rationale: 'The last index is one less than the length.',
    cwe: 193,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['for_statement', 'for_expression', 'for', 'while_statement', 'call'],
    check(node, context) {
      const found = pastEnd(node, context);
      if (found === null) return;
      const { index, bound, list, at, instead } = found;
      // Reading past the end on purpose: a check for undefined or for the end stands beside it.
      const body = context.text(found.body);
      if (!reads(body, list, index) || asksForEnd(body, index)) return;
      context.report(at, {
        ...(operatorOf(at, context) === '<=' ? oneLess(at, context) : {}),
        message: `When \`${index}\` equals \`${bound}\`, \`${list}[${index}]\` is past the end.`,
        suggestion: instead,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'for (let i = 0; i <= a.length; i++) { f(a[i]); }',
        fixed: 'for (let i = 0; i < a.length; i++) { f(a[i]); }',
      },
      {
        language: 'javascript',
        code: 'let i = 0;\nwhile (i <= a.length) { f(a[i]); i++; }',
        line: 2,
        fixed: 'let i = 0;\nwhile (i < a.length) { f(a[i]); i++; }',
      },
      { language: 'javascript', code: 'for (let i = a.length; i >= 0; i--) { f(a[i]); }' },
      {
        language: 'java',
        code: 'class A { void f(int[] a) { for (int i = 0; i <= a.length; i++) { g(a[i]); } } }',
        fixed: 'class A { void f(int[] a) { for (int i = 0; i < a.length; i++) { g(a[i]); } } }',
      },
      {
        language: 'java',
        code: 'class A { void f(List<B> a) { for (int i = 0; i <= a.size(); i++) { g(a.get(i)); } } }',
        fixed: 'class A { void f(List<B> a) { for (int i = 0; i < a.size(); i++) { g(a.get(i)); } } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(a []int) { for i := 0; i <= len(a); i++ { g(a[i]) } }',
        line: 2,
        fixed: 'package a\nfunc f(a []int) { for i := 0; i < len(a); i++ { g(a[i]) } }',
      },
      { language: 'python', code: 'for i in range(len(a) + 1):\n    f(a[i])' },
      { language: 'rust', code: 'fn f(v: &[i32]) { for i in 0..=v.len() { g(v[i]); } }' },
      {
        language: 'c',
        code: 'void f(void) { int a[10]; for (int i = 0; i <= 10; i++) { a[i] = 0; } }',
        fixed: 'void f(void) { int a[10]; for (int i = 0; i < 10; i++) { a[i] = 0; } }',
      },
      { language: 'ruby', code: 'for i in 0..a.length\n  f(a[i])\nend' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'for (let i = 0; i < a.length; i++) f(a[i]); for (let i = 1; i <= a.length; i++) f(a[i - 1]); for (let i = 0; i <= a.length; i++) { if (i === a.length) break; f(a[i]); } for (let i = a.length - 1; i >= 0; i--) f(a[i]); for (let i = a.length; i > 0; i--) f(a[i - 1]);',
      },
      {
        language: 'python',
        code: 'for i in range(len(a)):\n    f(a[i])\nfor i in range(len(a) + 1):\n    f(a[:i])',
      },
      { language: 'c', code: 'void f(void) { int a[11]; for (int i = 0; i <= 10; i++) { a[i] = 0; } }' },
      {
        language: 'rust',
        code: 'fn f(v: &[i32]) { for i in 0..v.len() { g(v[i]); } for i in 0..=v.len() { g(&v[..i]); } }',
      },
      { language: 'ruby', code: 'for i in 0...a.length\n  f(a[i])\nend' },
    ],
  }),
  defineRule({
    id: 'index-at-length',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'python', 'java', 'go', 'csharp', 'rust'],
    title: 'The item at the position of the length',
    rationale: 'Positions count from 0: the last item stands at length - 1, and nothing at length.',
    cwe: 193,
    remediationMinutes: 2,
    skipTests: true,
    kinds: [
      'subscript_expression',
      'subscript',
      'array_access',
      'index_expression',
      'element_access_expression',
    ],
    check(node, context) {
      const text = tight(node, context);
      const match = /^(\$?[\w.]+)\[(.+)\]$/.exec(text);
      if (match === null || listOf(match[2]!) !== match[1]) return;
      // Writing there appends, in JavaScript.
      const up = context.parent(node);
      if (/assignment|update/.test(context.kind(up)) && context.children(up)[0] === node) return;
      if (/^(delete_statement|unary_expression)$/.test(context.kind(up))) return;
      context.report(node, {
        ...(context.family === 'python' ? lastItemInPython(node, context) : lastItem(node, context)),
        message: `\`${context.short(node, 50)}\` is one past the last item of \`${match[1]}\`.`,
        suggestion: context.family === 'python' ? `${match[1]}[-1]` : `${match[1]}[${match[2]} - 1]`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'const last = items[items.length];',
        fixed: 'const last = items[items.length - 1];',
      },
      { language: 'python', code: 'last = items[len(items)]', fixed: 'last = items[-1]' },
      {
        language: 'java',
        code: 'class A { int f(int[] a) { return a[a.length]; } }',
        fixed: 'class A { int f(int[] a) { return a[a.length - 1]; } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(a []int) int { return a[len(a)] }',
        line: 2,
        fixed: 'package a\nfunc f(a []int) int { return a[len(a) - 1] }',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'items[items.length] = x; const last = items[items.length - 1]; const y = table[items.length];',
      },
      { language: 'python', code: 'rest = items[len(prefix):]\nlast = items[len(items) - 1]' },
      { language: 'go', code: 'package a\nfunc f(a []int) []int { return a[len(a):] }' },
    ],
  }),
  defineRule({
    id: 'loop-runs-away',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'java', 'csharp', 'go', 'php', ...cAndCpp],
    title: 'Loop counts away from its end',
    rationale:
      'The counter never gets to where the condition ends the loop: it runs for ever, or until the number overflows.',
    cwe: 835,
    source: 'ESLint, for-direction',
    remediationMinutes: 5,
    kinds: ['for_statement'],
    check(node, context) {
      const { condition, update } = headerOf(node, context);
      if (condition < 0 || update < 0 || context.kind(condition) !== 'binary_expression') return;
      const operator = operatorOf(condition, context);
      const left = context.field(condition, 'left');
      const right = context.field(condition, 'right');
      if (!/^[<>]=?$/.test(operator)) return;
      for (const [counter, bound, isBelow] of [
        [left, right, operator.startsWith('<')],
        [right, left, operator.startsWith('>')],
      ] as const) {
        const name = context.text(counter);
        if (!/^\$?\w+$/.test(name) || context.isLiteral(counter)) continue;
        const moves = direction(update, name, context);
        if (moves === 0 || moves === (isBelow ? 1 : -1)) continue;
        // Unsigned counters wrap on purpose: `for (i = n; i < n + 1; i--)`; a body that moves the counter itself decides.
        const body = context.text(context.field(node, 'body'));
        const header = context.source.slice(context.tree.start[node], context.tree.start[condition]);
        // Down from 0, up to something: no kind of number gets there.
        const fromZero =
          moves === -1 &&
          new RegExp(`(?<![\\w$])${name.replace('$', '\\$')}\\s*:?=\\s*0\\s*[;,]`).test(header);
        if (new RegExp(`(?<![\\w$])${name.replace('$', '\\$')}\\s*([-+*/]?=[^=]|\\+\\+|--)`).test(body))
          return;
        if (
          !fromZero &&
          context.family === 'c' &&
          (/unsigned|size_t|uint/.test(context.text(node).slice(0, 120)) ||
            isUnsigned(name, node, context) ||
            context.hasComment(node))
        )
          return;
        if (
          !fromZero &&
          /^(c|go)$/.test(context.family) &&
          moves === -1 &&
          !/^\d+$/.test(tight(bound, context)) &&
          /\bbreak\b|\breturn\b/.test(body)
        )
          return;
        context.report(update, {
          message: `\`${context.short(update, 30)}\` moves \`${name}\` away from \`${context.short(bound, 30)}\`, where \`${context.short(condition, 40)}\` would end the loop.`,
          suggestion: `${name}${moves === 1 ? '--' : '++'}`,
        });
        return;
      }
    },
    wrong: [
      { language: 'javascript', code: 'for (let i = 0; i < n; i--) f(i);' },
      { language: 'java', code: 'class A { void f(int n) { for (int i = n; i >= 0; i++) g(i); } }' },
      { language: 'c', code: 'void f(int n) { for (int i = 0; i < n; i -= 1) g(i); }' },
      { language: 'go', code: 'package a\nfunc f(n int) { for i := 0; i < n; i-- { g(i) } }', line: 2 },
      { language: 'csharp', code: 'class A { void F(int n) { for (int i = n; i > 0; i++) G(i); } }' },
      { language: 'php', code: '<?php for ($i = 0; $i < 5; $i--) { f($i); }' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'for (let i = 0; i < n; i++) f(i); for (let j = n; j > 0; j--) f(j); for (let k = 0; 5 > k; k += 2) f(k); for (let i = 0; i < n; m--) f(i++);',
      },
      { language: 'c', code: 'void f(unsigned n) { for (unsigned i = n - 1; i < n; i--) g(i); }' },
    ],
  }),
  defineRule({
    id: 'loop-updates-another',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'java', 'csharp', 'go', 'php', ...cAndCpp],
    title: 'Loop asks about one variable and counts another',
    rationale:
      'The variable of the condition never changes: the loop ends at once, or never; and the loop around it loses its place.',
    cwe: 835,
    source: 'SonarSource, S1994',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['for_statement'],
    check(node, context) {
      const { condition, update } = headerOf(node, context);
      if (condition < 0 || update < 0) return;
      const counted = updatedName(update, context);
      if (counted === '' || context.kind(condition) !== 'binary_expression') return;
      const asked = context.field(condition, 'left');
      const name = context.text(asked);
      if (
        !/^\$?\w+$/.test(name) ||
        !/^([<>]=?|!==?)$/.test(operatorOf(condition, context)) ||
        context.isLiteral(asked)
      )
        return;
      if (word(counted).test(context.text(condition))) return;
      const { tree } = context;
      // One of several updates.
      const updates = context.source.slice(tree.end[condition], tree.start[context.field(node, 'body')]);
      if (
        mentions(context, tree.end[condition]!, tree.start[context.field(node, 'body')]!, name) &&
        updates.includes(',')
      )
        return;
      const body = context.field(node, 'body');
      // The body, or the condition, moves it itself; or what is asked for is set there.
      if (
        mentions(context, tree.start[body]!, tree.end[body]!, name) &&
        new RegExp(
          `(?<![\\w$])${name.replace('$', '\\$')}\\s*([-+*/|&^%]?=[^=]|\\+\\+|--|<<=|>>=)|(\\+\\+|--)\\s*${name.replace('$', '\\$')}|&\\s*${name}\\b`,
        ).test(context.text(body))
      )
        return;
      const header = context.source.slice(tree.start[node], tree.start[condition]);
      // The counter has to be this loop's own.
      if (!new RegExp(`(?<![\\w$])${name.replace('$', '\\$')}\\s*:?=[^=]`).test(header)) return;
      // A loop that sets both, and moves the asked one in its body by pointer, counts another on purpose.
      if (new RegExp(`(?<![\\w$])${counted.replace('$', '\\$')}\\s*:?=[^=]`).test(header)) return;
      context.report(update, {
        message: `The loop ends by \`${name}\`, but \`${context.short(update, 30)}\` changes \`${counted}\`.`,
        suggestion: context.short(update, 30).replace(counted, name),
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'for (let i = 0; i < n; i++) {\n  for (let j = 0; j < m; i++) f(i, j);\n}',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { void f(int n, int m) { for (int i = 0; i < n; i++) {\n for (int j = 0; j < m; i++) g(i, j);\n} } }',
        line: 2,
      },
      {
        language: 'c',
        code: 'void f(int n, int m) { int i, j; for (i = 0; i < n; i++)\n for (j = 0; j < m; i++) g(i, j);\n}',
        line: 2,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(n, m int) {\n\tfor i := 0; i < n; i++ {\n\t\tfor j := 0; j < m; i++ {\n\t\t\tg(i, j)\n\t\t}\n\t}\n}',
        line: 4,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'for (let i = 0, j = 9; i < j; i++, j--) f(i); for (let i = 0; i < n; j++) { i = next(); } for (let k = 0; k < n; k++) f(k);',
      },
    ],
  }),
];

/** Whether the function declares a counter of an unsigned type, which wraps round. */
function isUnsigned(name: string, node: NodeIndex, context: RuleContext): boolean {
  const owner = context.enclosingFunction(node);
  if (owner < 0) return false;
  const before = context.source.slice(context.tree.start[owner], context.tree.start[node]);
  return new RegExp(`\\b(unsigned|size_t|u?int\\d+_t|uint\\w*|u32|u64)\\b[^;()]*\\b${name}\\b`).test(before);
}

interface PastEnd {
  index: string;
  bound: string;
  list: string;
  body: NodeIndex;
  at: NodeIndex;
  instead: string;
}

/** A loop whose last turn is at the length of something; null for any other. */
function pastEnd(node: NodeIndex, context: RuleContext): PastEnd | null {
  const kind = context.kind(node);
  const body = context.field(node, 'body');
  switch (context.family) {
    case 'python': {
      if (kind !== 'for_statement') return null;
      const bound = /^range\((?:0,)?(len\((\w[\w.]*)\))\+1\)$/.exec(
        tight(context.field(node, 'right'), context),
      );
      const index = context.text(context.field(node, 'left'));
      if (bound === null) return null;
      return {
        index,
        bound: bound[1]!,
        list: bound[2]!,
        body,
        at: context.field(node, 'right'),
        instead: `range(${bound[1]})`,
      };
    }
    case 'rust': {
      if (kind !== 'for_expression') return null;
      const range = /^0\.\.=((\w+)\.len\(\))$/.exec(tight(context.field(node, 'value'), context));
      if (range === null) return null;
      return {
        index: context.text(context.field(node, 'pattern')),
        bound: range[1]!,
        list: range[2]!,
        body,
        at: context.field(node, 'value'),
        instead: `0..${range[1]}`,
      };
    }
    case 'ruby': {
      if (kind !== 'for') return null;
      const range = /^(?:in)?\(?0\.\.((\w+)\.(?:length|size|count))\)?$/.exec(
        tight(context.field(node, 'value'), context),
      );
      if (range === null) return null;
      return {
        index: context.text(context.field(node, 'pattern')),
        bound: range[1]!,
        list: range[2]!,
        body,
        at: context.field(node, 'value'),
        instead: `0...${range[1]}`,
      };
    }
    default:
      return kind === 'call' || kind === 'for' || kind === 'for_expression'
        ? null
        : countedPastEnd(node, body, context);
  }
}

function countedPastEnd(node: NodeIndex, body: NodeIndex, context: RuleContext): PastEnd | null {
  const { condition, update } = headerOf(node, context);
  if (condition < 0 || context.kind(condition) !== 'binary_expression') return null;
  const operator = operatorOf(condition, context);
  const index = context.text(context.field(condition, 'left'));
  const bound = tight(context.field(condition, 'right'), context);
  // `i + 1 <= length` reads the item at i + 1.
  const ahead = /^(\$?\w+)\s*\+\s*1$/.exec(index);
  if (ahead !== null && operator === '<=' && listOf(bound) !== null) {
    return {
      index: `${ahead[1]}+1`,
      bound,
      list: listOf(bound)!,
      body,
      at: condition,
      instead: `${index} < ${bound}`,
    };
  }
  if (!/^\$?\w+$/.test(index)) return null;
  if (operator === '<=') {
    const list = listOf(bound) ?? (context.family === 'c' ? arrayOfSize(node, index, bound, context) : null);
    if (list === null) return null;
    return { index, bound, list, body, at: condition, instead: `${index} < ${bound}` };
  }
  // Downwards from the length: the first turn is past the end.
  if (operator !== '>=' || bound !== '0' || update < 0 || direction(update, index, context) !== -1)
    return null;
  const header = context.source.slice(context.tree.start[node], context.tree.start[condition]);
  const initial =
    new RegExp(`(?<![\\w$])${index.replace('$', '\\$')}\\s*:?=([^;,]+)[;,]`).exec(header)?.[1] ?? '';
  const start = initial.replace(/\s+/g, '');
  const list = listOf(start);
  if (list === null) return null;
  return {
    index,
    bound: start,
    list,
    body,
    at: condition,
    instead: `${index} = ${start} - 1`,
  };
}

/** The C array of this declared size that the loop's body indexes by the counter, or null. */
function arrayOfSize(node: NodeIndex, index: string, bound: string, context: RuleContext): string | null {
  if (!/^(\d+|[A-Z][A-Z0-9_]+)$/.test(bound)) return null;
  const owner = context.enclosingFunction(node);
  if (owner < 0) return null;
  const before = context.source.slice(context.tree.start[owner], context.tree.start[node]);
  for (const match of context
    .text(context.field(node, 'body'))
    .matchAll(/(?<![\w>.])(\w+)\[\s*(\w+)\s*\]/g)) {
    if (
      match[2] === index &&
      new RegExp(`\\b\\w+\\s+${match[1]}\\s*\\[\\s*${bound}\\s*\\]\\s*[;=,]`).test(before)
    )
      return match[1]!;
  }
  return null;
}
