import type { FunctionMetrics } from '../../types.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage, js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Reports a whole function by its first line. */
function reportFunction(
  measured: FunctionMetrics,
  context: RuleContext,
  message: string,
  suggestion: string,
  evidence: string[],
  severity: 'low' | 'medium',
): void {
  context.reportLines(measured.line, measured.endLine, { message, suggestion, evidence, severity });
}

const named = (measured: FunctionMetrics): string =>
  measured.name === '' ? 'This function' : `\`${measured.name}\``;

export const sizeRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'long-function',
    category: 'refactoring',
    severity: 'low',
    languages: everyLanguage,
    title: 'Long function',
    rationale:
      'What does not fit on a screen is not seen as a whole; parts of it usually have a name of their own.',
    source: 'Fowler, Refactoring, 2018, "Long Function"',
    remediationMinutes: 45,
    skipTests: true,
    checkFunction(measured, context) {
      const limit = context.thresholds.functionLines;
      if (measured.sloc <= limit || holdsFunctions(measured, context)) return;
      reportFunction(
        measured,
        context,
        `${named(measured)} has ${measured.sloc} lines of code.`,
        'Move steps that have a purpose of their own into functions that are named after it.',
        [`${measured.sloc} lines, limit ${limit}`],
        measured.sloc > 2 * limit ? 'medium' : 'low',
      );
    },
    wrong: [{ language: 'javascript', code: `function f(a) {\n${'  a.step();\n'.repeat(90)}}` }],
    right: [{ language: 'javascript', code: `function f(a) {\n${'  a.step();\n'.repeat(60)}}` }],
  }),
  defineRule({
    id: 'complex-function',
    category: 'refactoring',
    severity: 'medium',
    languages: everyLanguage,
    title: 'Complex function',
    rationale: 'Every decision doubles what a reader keeps in mind and adds a path that a test has to take.',
    cwe: 1121,
    source: 'McCabe, A Complexity Measure, 1976; Campbell, Cognitive Complexity, 2018',
    remediationMinutes: 60,
    skipTests: true,
    supersedes: ['long-function', 'deep-nesting'],
    checkFunction(measured, context) {
      const { cyclomatic, cognitive } = context.thresholds;
      // A flat switch has many paths and is easy to read: cognitive complexity tells them apart.
      const tangled = measured.cognitive > cognitive;
      const branching = measured.cyclomatic > cyclomatic && measured.cognitive > cyclomatic;
      if (!tangled && !branching) return;
      const evidence = [
        `cyclomatic ${measured.cyclomatic}, limit ${cyclomatic}`,
        `cognitive ${measured.cognitive}, limit ${cognitive}`,
        `${measured.sloc} lines, nesting ${measured.nesting}`,
      ];
      const heavy = measured.cyclomatic > 3 * cyclomatic || measured.cognitive > 3 * cognitive;
      reportFunction(
        measured,
        context,
        `${named(measured)} has ${measured.cyclomatic} paths through it and a cognitive complexity of ${measured.cognitive}.`,
        'Return early for the exceptions, and move branches with a purpose of their own into functions.',
        evidence,
        heavy ? 'medium' : 'low',
      );
    },
    wrong: [
      {
        language: 'javascript',
        code: `function f(a, b) {\n${Array.from({ length: 20 }, (_, i) => `  if (a === ${i} && b > ${i}) g(${i});\n`).join('')}}`,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: `function f(a) {\n  switch (a) {\n${Array.from({ length: 30 }, (_, i) => `    case ${i}: return ${i};\n`).join('')}  }\n}`,
      },
    ],
  }),
  defineRule({
    id: 'deep-nesting',
    category: 'refactoring',
    severity: 'low',
    languages: everyLanguage,
    title: 'Deeply nested control flow',
    rationale: 'Inside five conditions nobody remembers which ones hold.',
    cwe: 1124,
    remediationMinutes: 30,
    skipTests: true,
    supersedes: ['long-function'],
    checkFunction(measured, context) {
      const limit = context.thresholds.nesting;
      if (measured.nesting <= limit) return;
      reportFunction(
        measured,
        context,
        `Control structures in ${named(measured)} are nested ${measured.nesting} deep.`,
        'Return or continue early, or move the inner part into a function.',
        [`nesting ${measured.nesting}, limit ${limit}`],
        measured.nesting > limit + 2 ? 'medium' : 'low',
      );
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(a) {\n  if (a.b) { for (const c of a.b) { if (c.d) { while (c.e()) { if (c.f) { g(c); } } } } }\n}',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f(a) {\n  if (a.b) { for (const c of a.b) { if (c.d) { while (c.e()) { g(c); } } } }\n}',
      },
    ],
  }),
  defineRule({
    id: 'many-parameters',
    category: 'refactoring',
    severity: 'low',
    languages: everyLanguage,
    title: 'Many parameters',
    rationale:
      'A call with so many positions is easy to get wrong and hard to read; some of them belong together.',
    cwe: 1064,
    source: 'Fowler, Refactoring, 2018, "Long Parameter List"',
    remediationMinutes: 20,
    skipTests: true,
    checkFunction(measured, context) {
      const limit = context.thresholds.parameters;
      if (measured.parameters <= limit) return;
      // Constructors that take what they are given, and Python's keyword parameters, are called by name.
      if (/^(constructor|__init__|__new__)$/.test(measured.name) && measured.parameters <= 2 * limit) return;
      if (context.family === 'python' && measured.parameters <= limit + 3) return;
      reportFunction(
        measured,
        context,
        `${named(measured)} takes ${measured.parameters} parameters.`,
        'Group those that belong together into one object or struct.',
        [`${measured.parameters} parameters, limit ${limit}`],
        'low',
      );
    },
    wrong: [{ language: 'javascript', code: 'function f(a, b, c, d, e, g, h, i, j) {}' }],
    right: [
      {
        language: 'javascript',
        code: 'function f(a, b, c, d, e, g) {} function g2({ a, b, c, d, e, f, g, h, i, j }) {}',
      },
    ],
  }),
  defineRule({
    id: 'boolean-flags',
    category: 'refactoring',
    severity: 'low',
    languages: [...js, 'java', 'csharp', 'python', 'go', 'rust'],
    title: 'A call of bare true and false',
    rationale: 'At the call nobody can tell what `true, false, true` means, and swapping two is no error.',
    source: 'Fowler, FlagArgument, 2011',
    remediationMinutes: 15,
    skipTests: true,
    kinds: [
      'call_expression',
      'call',
      'method_invocation',
      'invocation_expression',
      'object_creation_expression',
      'new_expression',
    ],
    check(node, context) {
      const { tree } = context;
      // A callee, a list and four arguments in it: three flags and what is none.
      if (tree.next[node]! - node < 6) return;
      const call = context.call(node);
      if (call === null || call.arguments.length < 3 || call.arguments.length > 12) return;
      const flags = call.arguments.filter(
        (each) =>
          tree.end[each]! - tree.start[each]! <= 5 && /^(true|false|True|False)$/.test(context.text(each)),
      );
      // Lists of values are not flags.
      if (
        flags.length < 3 ||
        flags.length === call.arguments.length ||
        // A comment names each: `/* recursive */ true`.
        flags.some((each) => context.source.slice(0, context.tree.start[each]).trimEnd().endsWith('*/')) ||
        /^(assert|expect|Array|List|of|asList|set|add|push|append|concat|vec|tuple)/i.test(call.name)
      )
        return;
      // One finding a callee: the cure is at its declaration.
      const told = reported(context);
      if (told.has(call.path)) return;
      told.add(call.path);
      if (context.family === 'csharp' && /\w+:/.test(context.short(node, 300))) return;
      context.report(node, {
        message: `\`${call.path.slice(-40)}\` is called with ${flags.length} bare booleans.`,
        suggestion: 'Take an options object with named fields, or split the function.',
        evidence: [`${flags.length} boolean literals`],
      });
    },
    wrong: [
      { language: 'javascript', code: 'render(node, true, false, true);' },
      { language: 'java', code: 'class A { void f() { g(x, true, false, true); } }' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'render(node, { deep: true, clean: false, draft: true }); f(true); g(x, true, false);',
      },
    ],
  }),
  defineRule({
    id: 'long-file',
    category: 'refactoring',
    severity: 'low',
    languages: everyLanguage,
    title: 'Long file',
    rationale:
      'A file of this length holds several ideas; each of them is easier to find and test by itself.',
    cwe: 1080,
    remediationMinutes: 120,
    skipTests: true,
    checkFile(context) {
      const limit = context.thresholds.fileLines;
      if (context.sloc <= limit || context.functions.length < 10) return;
      context.reportLines(1, 1, {
        message: `This file has ${context.sloc} lines of code and ${context.functions.length} functions.`,
        suggestion: 'Split it along the groups of functions that call each other.',
        evidence: [`${context.sloc} lines, limit ${limit}`],
        severity: context.sloc > 3 * limit ? 'medium' : 'low',
        wholeFile: true,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: Array.from({ length: 520 }, (_, i) => `function f${i}() {\n  return ${i};\n}\n`).join(''),
      },
    ],
    right: [{ language: 'javascript', code: `const table = [\n${'  1,\n'.repeat(1100)}];` }],
  }),
  defineRule({
    id: 'tangled-condition',
    category: 'refactoring',
    severity: 'low',
    languages: everyLanguage,
    title: 'Condition of many parts',
    rationale: 'Which of them matter, and in which order, has to be worked out on every reading.',
    remediationMinutes: 10,
    skipTests: true,
    kinds: [
      'if_statement',
      'while_statement',
      'if',
      'unless',
      'elif_clause',
      'elsif',
      'if_expression',
      'else_if_clause',
    ],
    check(node, context) {
      const condition = context.field(node, 'condition');
      if (condition < 0) return;
      const limit = context.thresholds.conditionOperators;
      if (context.tree.next[condition]! - condition <= limit) return;
      let ands = 0;
      let ors = 0;
      const joined =
        context.tree.next[condition]! - condition > 2 * limit ? context.descendants(condition, false) : [];
      for (const each of joined) {
        const kind = context.kind(each);
        if (kind === '&&' || kind === 'and') ands += 1;
        else if (kind === '||' || kind === 'or') ors += 1;
      }
      // A list of alternatives reads as one question; a mixture does not.
      if (ands + ors <= limit || Math.min(ands, ors) < 3) return;
      // Ranges of characters read as one question each.
      if ((context.text(condition).match(/(['"]).\1/g)?.length ?? 0) >= 4) return;
      context.report(condition, {
        message: `This condition joins ${ands + ors + 1} parts by ${ands} "and" and ${ors} "or".`,
        suggestion: 'Give its parts names: const isReady = …; if (isReady && …).',
        evidence: [`${ands + ors} operators, limit ${limit}`],
      });
    },
    wrong: [{ language: 'javascript', code: 'if ((a && b || c && d) && (e || f) && (g || i)) h();' }],
    right: [
      {
        language: 'javascript',
        code: 'if (a || b || c || d || e || f || g || h) k(); if (a && b && c || d) k();',
      },
    ],
  }),
];

const toldByContext = new WeakMap<RuleContext, Set<string>>();

/** The callees that this file's flags were reported for. */
function reported(context: RuleContext): Set<string> {
  let told = toldByContext.get(context);
  if (told === undefined) {
    told = new Set();
    toldByContext.set(context, told);
  }
  return told;
}

/** A function that only wraps others (a module, a describe block, a component) is as long as they are together. */
function holdsFunctions(measured: FunctionMetrics, context: RuleContext): boolean {
  let inner = 0;
  for (const other of context.functions) {
    if (
      other !== measured &&
      other.line >= measured.line &&
      other.endLine <= measured.endLine &&
      other.endLine - other.line > 2
    )
      inner += other.sloc;
  }
  return measured.sloc - inner <= context.thresholds.functionLines;
}
