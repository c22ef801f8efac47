import { oneLess } from '../../fixes/comparisons.ts';
import { lastItem, lastItemInPython } from '../../fixes/missing-words.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage, js } from '../languages.ts';
import { operatorOf } from '../reading/expressions.ts';
import { direction, headerOf } from '../reading/loop-header.ts';
import { tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const lengthOf =
  /^(?:len|count|sizeof)\((\$?[\w.]+)\)$|^(\$?[\w.]+)(?:\.|->)(?:length|Length|size\(\)|Count|Count\(\)|length\(\)|size|len\(\))$/;

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

/** A body without its questions for the last item, `< a.length - 1`, which the turn after the last one does not ask. */
function withoutLast(body: string, bound: string): string {
  const plain = bound.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return body.replaceAll(new RegExp(`<\\s*${plain}\\s*-\\s*1\\b`, 'g'), '');
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
      // Steps of two and more may well pass over the bound.
      if (
        /[-+]=\s*(?!1\b)[\w(]/.test(
          context.source.slice(context.tree.start[node], context.tree.start[found.body]),
        )
      )
        return;
      // PHP's arrays may well begin at 1, and so may the keys of Java's maps.
      if (
        /=\s*1\s*;/.test(context.short(node, 60)) &&
        (context.family === 'php' || (context.family === 'java' && /\.get\(/.test(body)))
      )
        return;
      // `ends[i] || length` takes care of what is past the end.
      if (/\w\[\w+\]\s*(\|\||\?\?)/.test(body)) return;
      if (!reads(body, list, index) || asksForEnd(withoutLast(body, bound), index)) return;
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
      {
        language: 'java',
        code: 'class A { void f(int[] a) { for (int i = 0; i <= a.length; i++) { g(a[i]); if (i < a.length - 1) h(); } } }',
      },
    ],
    right: [
      { language: 'c', code: 'void f(void) { double q[7]; for (int i = 2; i <= 7; i += 2) { g(q[i]); } }' },
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
      // Writing there appends, in JavaScript, and makes a new key of a map; arrays of Java and C# don't grow.
      const up = context.parent(node);
      const isArray = /^(java|csharp)$/.test(context.family) && /\.[lL]ength$/.test(match[2]!);
      if (!isArray && /assignment|update/.test(context.kind(up)) && context.children(up)[0] === node) return;
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
      { language: 'java', code: 'class A { void f(int[] a) { a[a.length] = 1; } }' },
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
];

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
