import type { RuleContext } from './context.ts';
import { isPure, operatorOf } from './expressions.ts';
import { cAndCpp, everyLanguage, js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';

/** A node's text with white space made alike, for comparing pieces of code. */
function normalised(node: number, context: RuleContext): string {
  return context.text(node).replace(/\s+/g, ' ');
}

interface Branch {
  /** -1 for a plain else. */
  condition: number;
  body: number;
}

const ifKinds: ReadonlySet<string> = new Set([
  'if_statement',
  'if_expression',
  'if',
  'elif_clause',
  'else_if_clause',
  'elsif',
  'else_clause',
  'else',
]);

/** The branches of an if … else if … else chain, from its first `if`. */
function chainOf(node: number, context: RuleContext): Branch[] {
  const branches: Branch[] = [];
  const visit = (each: number): void => {
    // A chain longer than this was written by a program.
    if (branches.length >= 500) return;
    const kind = context.kind(each);
    if (kind === 'else_clause' || kind === 'else') {
      const inner = context.children(each);
      const nested = inner.length === 1 ? inner[0]! : -1;
      if (nested >= 0 && /^(if_statement|if_expression)$/.test(context.kind(nested))) visit(nested);
      else
        branches.push({
          condition: -1,
          body:
            kind === 'else'
              ? each
              : context.field(each, 'body') >= 0
                ? context.field(each, 'body')
                : nested >= 0
                  ? nested
                  : each,
        });
      return;
    }
    if (!ifKinds.has(kind)) {
      branches.push({ condition: -1, body: each });
      return;
    }
    // Go lets an if begin with a statement that changes what the condition sees.
    if (context.field(each, 'initializer') >= 0) {
      branches.push({ condition: -2, body: context.field(each, 'consequence') });
    } else {
      const body = context.field(each, 'consequence');
      branches.push({
        condition: context.field(each, 'condition'),
        body: body >= 0 ? body : context.field(each, 'body'),
      });
    }
    const { tree } = context;
    for (let child = each + 1; child < tree.next[each]!; child = tree.next[child]!) {
      if (tree.fields[tree.field[child]!] === 'alternative' && (tree.flags[child]! & 1) !== 0) visit(child);
    }
  };
  visit(node);
  return branches;
}

/** Whether this `if` starts its chain, rather than being an `else if`. */
function startsChain(node: number, context: RuleContext): boolean {
  const up = context.parent(node);
  if (/^(else_clause|else)$/.test(context.kind(up)) && context.children(up).length === 1) return false;
  return context.tree.fields[context.tree.field[node]!] !== 'alternative';
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
        if (a < 0 || b < 0 || normalised(a, context) !== normalised(b, context)) return;
        context.report(node, {
          message: `Both outcomes of this condition are \`${context.short(a, 40)}\`.`,
          suggestion: context.short(a, 60),
        });
        return;
      }
      if (!startsChain(node, context)) return;
      const branches = chainOf(node, context);
      if (branches.length < 2 || branches.at(-1)!.condition !== -1 || branches.some((each) => each.body < 0))
        return;
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
      { language: 'javascript', code: 'const x = a ? b.c : b.c;' },
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
    severity: 'high',
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
        if (condition < 0 || !isPure(condition, context)) continue;
        const text = normalised(condition, context).replace(/^\((.*)\)$/, '$1');
        const before = seen.get(text);
        if (before === undefined) {
          seen.set(text, condition);
          continue;
        }
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
        operatorOf(condition, context) !== '='
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
      context.report(condition, {
        message: `\`${context.short(condition, 60)}\` sets \`${context.short(context.field(condition, 'left'), 30)}\` instead of comparing it.`,
        suggestion: `${context.short(context.field(condition, 'left'), 30)} ${context.family === 'js' || context.family === 'php' ? '===' : '=='} ${context.short(right, 30)}`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (a = b) f();' },
      { language: 'c', code: 'void f(int a) { if (a = 1) g(); }' },
      { language: 'php', code: '<?php\nif ($a = 1) f();', line: 2 },
      { language: 'ruby', code: 'if a = 1\n  f\nend' },
    ],
    right: [
      { language: 'javascript', code: 'if ((a = b)) f(); if (a == b) g(); while ((m = re.exec(s))) h();' },
      {
        language: 'c',
        code: 'void f(int a) { if ((a = 1)) g(); if ((p = next())) h(); while (*d++ = *s++) ; }',
      },
      { language: 'php', code: '<?php\nwhile ($row = $r->fetch()) f(); if ($m = find()) g();' },
    ],
  }),
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
          !/^(property_identifier|string|number|integer|simple_symbol|hash_key_symbol|encapsed_string)$/.test(
            context.kind(key),
          ) ||
          (!context.isConstant(key) && context.kind(key) !== 'property_identifier')
        )
          continue;
        const text = keyText(key, context);
        const before = seen.get(text);
        if (before === undefined) {
          seen.set(text, key);
          continue;
        }
        context.report(pair, {
          message: `The key \`${context.short(key, 40)}\` stands here and on line ${context.tree.line[before]}; the value here wins.`,
          suggestion: 'Remove one of them, or rename it.',
          evidence: [`first on line ${context.tree.line[before]}`],
        });
      }
    },
    wrong: [
      { language: 'javascript', code: 'const o = {\n  a: 1,\n  b: 2,\n  "a": 3,\n};', line: 4 },
      { language: 'python', code: 'd = {"a": 1, "b": 2, "a": 3}' },
      { language: 'php', code: "<?php\n$d = ['a' => 1, 'a' => 2];", line: 2 },
      { language: 'ruby', code: 'd = { a: 1, b: 2, a: 3 }' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const o = { a: 1, b: 2, [a]: 3, ...rest, b: 4, get c() { return 1; }, set c(v) {} };',
      },
      { language: 'python', code: 'd = {a: 1, b: 2, a: 3, **rest}\ne = {1: 2, "1": 3, True: 1}' },
      { language: 'php', code: "<?php\n$d = ['a', 'b', 'a'];" },
    ],
  }),
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
      },
      {
        language: 'python',
        code: 'def f(a):\n    if a > 1:\n        return True\n    else:\n        return False',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { boolean f(int a) { if (a > 1) { return true; } else { return false; } } }',
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
  return deepest + 1;
}

function keyText(key: number, context: RuleContext): string {
  const text = context.text(key);
  // In Ruby `a:` and "a" differ; in PHP and JavaScript the quotes do not matter.
  return context.family === 'ruby' || context.family === 'python' ? text : text.replace(/^['"]|['"]$/g, '');
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
