import { comparisonForAssignment } from '../../fixes/comparisons.ts';
import { onlyOutcome } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, everyLanguage, js } from '../languages.ts';
import { isRepeatable, operatorOf } from '../reading/expressions.ts';
import { type Branch, chainOf, startsChain } from '../reading/if-chain.ts';
import { isMisread } from '../reading/misread.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** A node's text with white space made alike, for comparing pieces of code. */
function normalised(node: number, context: RuleContext): string {
  // White space counts inside a text.
  return context
    .text(node)
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[(,=~]\s*\/(?:[^/\\\n]|\\.)+\/|\s+/g, (each) =>
      /^\s/.test(each) ? ' ' : each,
    );
}

/** Whether two pieces of code are the same but for white space, as far as characters tell. */
function maySayTheSame(a: number, b: number, { tree, source }: RuleContext): boolean {
  let left = tree.start[a]!;
  let right = tree.start[b]!;
  const leftEnd = tree.end[a]!;
  const rightEnd = tree.end[b]!;
  for (;;) {
    while (left < leftEnd && isSpace(source.charCodeAt(left))) left += 1;
    while (right < rightEnd && isSpace(source.charCodeAt(right))) right += 1;
    if (left === leftEnd || right === rightEnd) return left === leftEnd && right === rightEnd;
    if (source.charCodeAt(left) !== source.charCodeAt(right)) return false;
    left += 1;
    right += 1;
  }
}

function isSpace(code: number): boolean {
  return code <= 32 || (code > 126 && /\s/.test(String.fromCharCode(code)));
}

export const branchRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'same-branches',
    category: 'reliability',
    severity: 'medium',
    languages: everyLanguage,
    title: 'All branches do the same',
    rationale: 'The condition decides nothing; one branch was probably copied and never changed.',
    cwe: 1164,
    remediationMinutes: 10,
    skipTests: true,
    kinds: [
      'if_statement',
      'if_expression',
      'if',
      'ternary_expression',
      'conditional_expression',
      'conditional',
    ],
    check(node, context) {
      const kind = context.kind(node);
      if (/ternary|conditional/.test(kind)) {
        const [a, b] =
          context.family === 'python'
            ? [context.children(node)[0] ?? -1, context.children(node)[2] ?? -1]
            : [
                context.field(
                  node,
                  kind === 'conditional_expression' && context.family === 'php' ? 'body' : 'consequence',
                ),
                context.field(node, 'alternative'),
              ];
        if (a < 0 || b < 0 || !maySayTheSame(a, b, context)) return;
        if (normalised(a, context) !== normalised(b, context)) return;
        context.report(node, {
          ...onlyOutcome(node, a, context),
          message: `Both outcomes of this condition are \`${context.short(a, 40)}\`.`,
          suggestion: context.short(a, 60),
        });
        return;
      }
      if (!startsChain(node, context)) return;
      const branches = chainOf(node, context);
      if (branches.length < 2 || branches.at(-1)!.condition !== -1 || branches.some((each) => each.body < 0))
        return;
      const [{ body: one }, { body: other }] = branches as [Branch, Branch];
      // A body may begin with its keyword, which says nothing.
      if (!/^(then|else)$/.test(context.kind(one)) && !/^(then|else)$/.test(context.kind(other)))
        if (!maySayTheSame(one, other, context)) return;
      const { tree } = context;
      const width = (body: number): number => tree.end[body]! - tree.start[body]!;
      if (branches.some((each) => width(each.body) > 4_000)) return;
      const first = normalised(branches[0]!.body, context)
        .replace(/^(then|else) /, '')
        .trim();
      if (first.replace(/[{}\s;]/g, '').length < 2 || first.length > 2000) return;
      if (branches.some((each) => context.hasComment(each.body))) return;
      // An else holds its keyword in some grammars.
      if (
        !branches.every(
          (each) =>
            normalised(each.body, context)
              .replace(/^(then|else) /, '')
              .trim() === first,
        )
      )
        return;
      context.report(node, {
        message: `All ${branches.length} branches do the same (\`${context.short(branches[0]!.body, 40)}\`), whatever the condition says.`,
        suggestion: 'Drop the condition, or write what the other branch was meant to do.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (a) { f(1); } else { f(1); }' },
      { language: 'javascript', code: 'const x = a ? b.c : b.c;', fixed: 'const x = b.c;' },
      { language: 'python', code: 'if a:\n    f(1)\nelse:\n    f(1)' },
      { language: 'java', code: 'class A { void f() { if (a) { g(1); } else { g(1); } } }' },
      {
        language: 'go',
        code: 'package a\nfunc f() {\n\tif a {\n\t\tg(1)\n\t} else {\n\t\tg(1)\n\t}\n}',
        line: 3,
      },
      { language: 'php', code: '<?php\nif ($a) { f(1); } else { f(1); }', line: 2 },
      { language: 'ruby', code: 'if a\n  f(1)\nelse\n  f(1)\nend' },
      { language: 'rust', code: 'fn f() { if a { g(1); } else { g(1); } }' },
    ],
    right: [
      { language: 'javascript', code: "const indent = deep ? '    ' : '  ';" },
      {
        language: 'javascript',
        code: 'if (a) { f(1); } else { f(2); }\nif (a) { f(1); } else if (b) { f(1); }\nif (a) {} else {}',
      },
      { language: 'python', code: 'if a:\n    f(1)\nelif b:\n    f(1)\nelse:\n    f(2)' },
    ],
  }),
  defineRule({
    id: 'condition-repeated',
    category: 'reliability',
    severity: 'medium',
    languages: everyLanguage,
    title: 'The same condition twice in a chain',
    rationale: 'The second branch can never run; it was meant to ask something else.',
    cwe: 561,
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['if_statement', 'if_expression', 'if'],
    check(node, context) {
      if (!startsChain(node, context)) return;
      const branches = chainOf(node, context);
      if (branches.length < 2 || branches.some((each) => each.condition === -2)) return;
      const seen = new Map<string, number>();
      for (const { condition } of branches) {
        if (condition < 0 || !isRepeatable(condition, context)) continue;
        const text = normalised(condition, context).replace(/^\((.*)\)$/, '$1');
        const before = seen.get(text);
        if (before === undefined) {
          seen.set(text, condition);
          continue;
        }
        if (isMisread(node, context)) return;
        // A condition in between sets what is asked: `else if ((c = next()) < 0) … else if (c == 0)`.
        const between = context.source.slice(context.tree.end[before], context.tree.start[condition]);
        const asked = text.match(/[A-Za-z_$][\w$]*/g) ?? [];
        if (asked.some((name) => new RegExp(`\\(\\s*${name.replaceAll('$', '\\$')}\\s*=[^=]`).test(between)))
          return;
        // Two chains, of which the preprocessor takes one.
        if (context.family === 'c' && /^[ \t]*#[ \t]*(else|elif)\b/m.test(context.text(node))) return;
        context.report(condition, {
          message: `\`${context.short(condition, 60)}\` was already asked on line ${context.tree.line[before]}: this branch never runs.`,
          suggestion: 'Ask what was meant, or remove the branch.',
          evidence: [`first asked on line ${context.tree.line[before]}`],
        });
      }
    },
    wrong: [
      { language: 'javascript', code: 'if (a === 1) {\n  f();\n} else if (a === 1) {\n  g();\n}', line: 3 },
      { language: 'python', code: 'if a == 1:\n    f()\nelif b:\n    g()\nelif a == 1:\n    h()', line: 5 },
      { language: 'c', code: 'void f(int a) {\n  if (a == 1) g();\n  else if (a == 1) h();\n}', line: 3 },
      { language: 'ruby', code: 'if a == 1\n  f\nelsif a == 1\n  g\nend', line: 3 },
      { language: 'php', code: '<?php\nif ($a == 1) { f(); } elseif ($a == 1) { g(); }', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (a === 1) { f(); } else if (a === 2) { g(); } else if (next()) {} else if (next()) {}',
      },
      {
        language: 'c',
        code: 'void f(char *a) {\n#ifdef A\n  if (!strcmp(a, "b")) {\n    g();\n  } else if (!strcmp(a, "c")) {\n    h();\n#else\n  } else if (!strcmp(a, "b")) {\n    k();\n#endif\n  }\n}',
      },
      {
        language: 'c',
        code: 'int f(int c) {\n  if ((c = g(1)) < 0) return 1;\n  else if (c == 0) return 2;\n  else if ((c = g(2)) < 0) return 3;\n  else if (c == 0) return 4;\n  return 5;\n}',
      },
      { language: 'ruby', code: 'if a.match?(/\\A  [^ ]/)\n  f\nelsif a.match?(/\\A    [^ ]/)\n  g\nend' },
      {
        language: 'go',
        code: 'package a\nfunc f() { if x := g(); x > 1 { h() } else if x := k(); x > 1 { h() } }',
      },
    ],
  }),
  defineRule({
    id: 'assignment-as-condition',
    category: 'reliability',
    severity: 'high',
    languages: [...js, ...cAndCpp, 'php', 'ruby'],
    title: 'An assignment where a comparison was meant',
    rationale: '`if (a = b)` sets a and asks whether the value is true.',
    unsure: 'what is set from another variable: right in 0 of 4 findings on real code',
    cwe: 481,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['if_statement', 'if', 'elsif', 'else_if_clause', 'while_statement'],
    check(node, context) {
      let condition = context.field(node, 'condition');
      if (/^(condition_clause|parenthesized_expression)$/.test(context.kind(condition))) {
        // Double parentheses say: I mean it.
        condition = context.children(condition)[0] ?? -1;
      }
      if (
        !/^(assignment_expression|assignment)$/.test(context.kind(condition)) ||
        operatorOf(condition, context) !== '=' ||
        // What C++ templates look like to the grammar.
        /[<>]/.test(context.text(context.field(condition, 'left')))
      )
        return;
      const right = context.field(condition, 'right');
      const isLiteral = context.isLiteral(right) || (context.isString(right) && context.isConstant(right));
      const isName = /^(identifier|variable_name|member_expression|field_expression)$/.test(
        context.kind(right),
      );
      // Setting a variable from another and testing it is rare in if, and common in loops over links.
      if (!isLiteral && (!isName || context.kind(node) === 'while_statement' || context.family !== 'js'))
        return;
      // What the branch then works with was meant to be set.
      const target = context.text(context.field(condition, 'left')).replace(/[^\w$.]/g, '');
      if (!isLiteral && context.text(context.field(node, 'consequence')).includes(`${target}.`)) return;
      context.report(condition, {
        // What is set from another place and then asked was meant so, more often than not.
        unsure: !isLiteral && !/(^|\.)[A-Z][A-Z0-9_]+$/.test(context.text(right)),
        ...(isLiteral || /(^|\.)[A-Z][A-Z0-9_]+$/.test(context.text(right))
          ? {}
          : { severity: 'low' as const }),
        ...comparisonForAssignment(condition, context),
        message: `\`${context.short(condition, 60)}\` sets \`${context.short(context.field(condition, 'left'), 30)}\` instead of comparing it.`,
        suggestion: `${context.short(context.field(condition, 'left'), 30)} ${context.family === 'js' || context.family === 'php' ? '===' : '=='} ${context.short(right, 30)}`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (a = b) f();', unsure: true },
      {
        language: 'c',
        code: 'void f(int a) { if (a = 1) g(); }',
        fixed: 'void f(int a) { if (a == 1) g(); }',
      },
      { language: 'php', code: '<?php\nif ($a = 1) f();', line: 2, fixed: '<?php\nif ($a === 1) f();' },
      { language: 'ruby', code: 'if a = 1\n  f\nend', fixed: 'if a == 1\n  f\nend' },
    ],
    right: [
      {
        language: 'cpp',
        code: "void f(char *c) { if (*c < ' ' && static_cast<signed char>(*c) >= 0) g(); }",
      },
      { language: 'javascript', code: 'if (node = block.node) { f(node.name); }' },
      { language: 'javascript', code: 'if ((a = b)) f(); if (a == b) g(); while ((m = re.exec(s))) h();' },
      {
        language: 'c',
        code: 'void f(int a) { if ((a = 1)) g(); if ((p = next())) h(); while (*d++ = *s++) ; }',
      },
      { language: 'php', code: '<?php\nwhile ($row = $r->fetch()) f(); if ($m = find()) g();' },
    ],
  }),
];
