import { returnedCondition } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { chainOf, startsChain } from '../reading/if-chain.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const conditionalRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'condition-as-boolean',
    category: 'refactoring',
    severity: 'low',
    languages: [...js, 'python', 'java', 'go', 'csharp', 'php', 'rust', ...cAndCpp],
    title: 'A condition spelled out as true and false',
    rationale: 'The condition already is the value.',
    remediationMinutes: 3,
    skipTests: true,
    kinds: ['if_statement', 'if_expression'],
    check(node, context) {
      if (!startsChain(node, context)) return;
      const branches = chainOf(node, context);
      if (branches.length !== 2 || branches[1]!.condition !== -1 || branches[0]!.condition < 0) return;
      const values = branches.map((each) => returnedBoolean(each.body, context));
      if (values[0] === null || values[1] === null || values[0] === values[1] || context.hasComment(node))
        return;
      const condition = context.short(branches[0]!.condition, 60).replace(/^\((.*)\)$/, '$1');
      context.report(node, {
        ...returnedCondition(node, branches[0]!.condition, values[0] === 'false', context),
        message: `This returns ${values[0]} when \`${condition}\` holds and ${values[1]} otherwise: it returns the condition.`,
        suggestion:
          values[0] === 'true'
            ? `return ${context.family === 'js' ? `Boolean(${condition})` : context.family === 'python' ? `bool(${condition})` : condition}`
            : `return ${context.family === 'python' ? `not (${condition})` : `!(${condition})`}`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(a) {\n  if (a > 1) {\n    return true;\n  } else {\n    return false;\n  }\n}',
        line: 2,
        fixed: 'function f(a) {\n  return a > 1;\n}',
      },
      {
        language: 'python',
        code: 'def f(a):\n    if a > 1:\n        return True\n    else:\n        return False',
        line: 2,
        fixed: 'def f(a):\n    return bool(a > 1)',
      },
      {
        language: 'java',
        code: 'class A { boolean f(int a) { if (a > 1) { return true; } else { return false; } } }',
        fixed: 'class A { boolean f(int a) { return a > 1; } }',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f(a) { if (a > 1) { return true; } else if (b) { return false; } else { return true; } }',
      },
      {
        language: 'python',
        code: 'def f(a):\n    if a > 1:\n        return True\n    else:\n        return None',
      },
    ],
  }),
  defineRule({
    id: 'nested-conditional-expression',
    category: 'refactoring',
    severity: 'low',
    languages: [...js, 'java', 'csharp', 'php', ...cAndCpp, 'python', 'ruby'],
    title: 'Conditional expressions three deep',
    rationale: 'The reader has to keep every earlier condition in mind to know what the last one means.',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['ternary_expression', 'conditional_expression', 'conditional'],
    check(node, context) {
      const kinds: ReadonlySet<string> = new Set([context.kind(node)]);
      const outer = context.ancestor(node, kinds);
      const owner = context.enclosingFunction(node);
      if (outer >= 0 && outer > owner && isBranch(node, outer, context)) return;
      if (isFallback(node, context)) return;
      const depth = depthOf(node, context);
      if (depth < 4) return;
      context.report(node, {
        message: `${depth} conditional expressions are nested here.`,
        suggestion: 'Use if and return, a switch, or a table that is looked up.',
        evidence: [`depth ${depth}, limit 3`],
      });
    },
    wrong: [{ language: 'javascript', code: 'const x = a ? 1 : b ? 2 : c ? 3 : d ? 4 : 5;' }],
    right: [
      { language: 'php', code: '<?php\n$x = $a ?: $b ?: $c ?: $d ?: $e;' },
      {
        language: 'javascript',
        code: 'const x = a ? 1 : b ? 2 : c ? 3 : 4; const y = (a ? 1 : 2) + (b ? 1 : 2);',
      },
    ],
  }),
];

function isBranch(node: number, outer: number, context: RuleContext): boolean {
  let below = node;
  let up = context.parent(node);
  while (up !== outer && context.kind(up) === 'parenthesized_expression') {
    below = up;
    up = context.parent(up);
  }
  return up === outer && below >= 0;
}

/** PHP, C: whether a conditional is a value and what stands in for it: `$a ?: $b`. A row of them reads as one list. */
function isFallback(node: number, context: RuleContext): boolean {
  return /\?\s*:/.test(context.text(node)) && context.children(node).length < 3;
}

function depthOf(node: number, context: RuleContext, level = 1): number {
  // Deeper than anybody writes: enough is known.
  if (level > 40) return 1;
  let deepest = 0;
  for (const child of context.children(node)) {
    let inner = child;
    while (context.kind(inner) === 'parenthesized_expression') inner = context.children(inner)[0] ?? -1;
    if (inner >= 0 && context.kind(inner) === context.kind(node))
      deepest = Math.max(deepest, depthOf(inner, context, level + 1));
  }
  return isFallback(node, context) ? deepest : deepest + 1;
}

/** The boolean that a branch does nothing but return, or null. */
function returnedBoolean(body: number, context: RuleContext): string | null {
  let node = body;
  if (context.isBlock(node) || context.kind(node) === 'else_clause') {
    const statements = context.children(node);
    if (statements.length !== 1) return null;
    node = statements[0]!;
    if (context.isBlock(node)) return returnedBoolean(node, context);
  }
  if (context.kind(node) === 'expression_statement') node = context.children(node)[0] ?? -1;
  if (!/^return_(statement|expression)$/.test(context.kind(node))) return null;
  const text = context
    .text(node)
    .replace(/^return\s*\(?|[\s;)]+$/g, '')
    .toLowerCase();
  return text === 'true' || text === 'false' ? text : null;
}
