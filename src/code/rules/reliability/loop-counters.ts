import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { operatorOf } from '../reading/expressions.ts';
import { direction, headerOf } from '../reading/loop-header.ts';
import { mentions, tight, word } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** What an update changes, or the empty string when it is more than one name. */
function updatedName(update: NodeIndex, context: RuleContext): string {
  return /^(?:\+\+|--)?(\$?\w+)(?:\+\+|--|[-+]=\d+)?$/.exec(tight(update, context))?.[1] ?? '';
}

export const loopCounterRules: readonly RuleDeclaration[] = [
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
        if (moves === -1 && operator.endsWith('=') && isNoNegative(name, node, bound, context)) {
          context.report(condition, {
            message: `\`${name}\` has no sign and is never below 0: after 0 comes the largest number, and the loop goes on.`,
            suggestion: `for (… ${name} = n; ${name}-- > 0; ), or a counter with a sign.`,
          });
          return;
        }
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
      { language: 'cpp', code: 'void f(V &v) { for (size_t i = v.size() - 1; i >= 0; i--) g(v[i]); }' },
      { language: 'c', code: 'void f(int n) { unsigned i, k; for (i = n; i >= 0; --i) g(i); }' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'for (let i = 0; i < n; i++) f(i); for (let j = n; j > 0; j--) f(j); for (let k = 0; 5 > k; k += 2) f(k); for (let i = 0; i < n; m--) f(i++);',
      },
      { language: 'c', code: 'void f(unsigned n) { for (unsigned i = n - 1; i < n; i--) g(i); }' },
      {
        language: 'cpp',
        code: 'void f(V &v, size_t n) { for (int i = n; i >= 0; i--) g(i); for (size_t i = n; i >= 0; i--) { if (i == 0) break; } for (size_t i = n; i >= 1; i--) g(i); }',
      },
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

/** Whether a counter of a type without a sign is held to 0, with no other way out of the loop: `for (size_t i = n; i >= 0; i--)`. */
function isNoNegative(name: string, node: NodeIndex, bound: NodeIndex, context: RuleContext): boolean {
  if (!/^(c|csharp)$/.test(context.family) || context.text(bound) !== '0') return false;
  const owner = context.enclosingFunction(node);
  const before = context.source.slice(
    context.tree.start[owner < 0 ? node : owner],
    context.tree.start[bound],
  );
  // The nearest declaration decides.
  const declared = [
    ...before.matchAll(
      new RegExp(
        `\\b((?:unsigned|signed|const)\\s+)*([A-Za-z_][\\w:]*)\\s+(?:\\w+\\s*(?:=[^,;()]*)?,\\s*)*${name}\\s*[=;,)]`,
        'g',
      ),
    ),
  ].at(-1)?.[0];
  const isWithoutSign =
    declared !== undefined &&
    /^(?:const\s+)?(?:unsigned|(?:std::)?size_t|uint(?:\d+_t)?|ulong|ushort)\b/.test(declared);
  return (
    isWithoutSign && !/\b(break|return|goto|throw|exit)\b/.test(context.text(context.field(node, 'body')))
  );
}

/** Whether the function declares a counter of an unsigned type, which wraps round. */
function isUnsigned(name: string, node: NodeIndex, context: RuleContext): boolean {
  const owner = context.enclosingFunction(node);
  if (owner < 0) return false;
  const before = context.source.slice(context.tree.start[owner], context.tree.start[node]);
  return new RegExp(`\\b(unsigned|size_t|u?int\\d+_t|uint\\w*|u32|u64)\\b[^;()]*\\b${name}\\b`).test(before);
}
