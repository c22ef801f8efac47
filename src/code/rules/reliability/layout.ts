import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { nextStatement } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const handlers: ReadonlySet<string> = new Set(['catch_clause', 'except_clause']);

const curly = [...js, 'java', 'csharp', 'php', ...cAndCpp] as const;

/** The column of a node if nothing but white space stands before it on its line, or -1. */
function columnOf(node: NodeIndex, context: RuleContext): number {
  const start = context.tree.start[node]!;
  const lineStart = context.source.lastIndexOf('\n', start - 1) + 1;
  const before = context.source.slice(lineStart, start);
  if (!/^[ \t]*$/.test(before)) return -1;
  // A tab counts as eight, as compilers have it; a mixture is told apart by what it begins with.
  let column = 0;
  for (const character of before) column = character === '\t' ? column + 8 - (column % 8) : column + 1;
  return column;
}

/** The column where the line of a node begins. */
function lineColumn(node: NodeIndex, context: RuleContext): number {
  const start = context.tree.start[node]!;
  const lineStart = context.source.lastIndexOf('\n', start - 1) + 1;
  let column = 0;
  for (const character of /^[ \t]*/.exec(context.source.slice(lineStart, start))![0])
    column = character === '\t' ? column + 8 - (column % 8) : column + 1;
  return column;
}

/** The body of an if or a loop that has no braces, or -1. */
function looseBody(node: NodeIndex, context: RuleContext): NodeIndex {
  const alternative = context.field(node, 'alternative');
  let body =
    alternative >= 0
      ? alternative
      : context.field(node, 'consequence') >= 0
        ? context.field(node, 'consequence')
        : context.field(node, 'body');
  if (body < 0) return -1;
  if (context.kind(body) === 'else_clause') body = context.children(body)[0] ?? -1;
  return body < 0 ||
    context.isBlock(body) ||
    /^(if_statement|statement_block|compound_statement|block|colon_block)$/.test(context.kind(body))
    ? -1
    : body;
}

export const layoutRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'misleading-indentation',
    category: 'reliability',
    severity: 'high',
    languages: curly,
    title: 'A line that looks guarded and is not',
    rationale:
      'Without braces only one statement belongs to the if; the next one runs in any case, whatever its indentation says.',
    cwe: 483,
    source: 'GCC, -Wmisleading-indentation; Apple, CVE-2014-1266 ("goto fail")',
    remediationMinutes: 5,
    kinds: [
      'if_statement',
      'for_statement',
      'while_statement',
      'for_in_statement',
      'enhanced_for_statement',
      'foreach_statement',
    ],
    check(node, context) {
      const body = looseBody(node, context);
      if (body < 0) return;
      const next = nextStatement(node, context);
      if (
        next < 0 ||
        /^(else_clause|preproc|empty_statement|#|labeled|case|switch)/.test(context.kind(next)) ||
        context.text(next) === ';'
      )
        return;
      const { tree } = context;
      const own = lineColumn(node, context);
      const inner = columnOf(body, context);
      const after = columnOf(next, context);
      // The body is indented, on a line of its own, and what follows stands right under it.
      if (inner < 0 || after < 0 || inner <= own || after !== inner) return;
      if (
        tree.line[body]! <= tree.line[node]! ||
        context.source.slice(tree.end[node], tree.start[next]).includes('#')
      )
        return;
      const indentOf = (each: NodeIndex): string =>
        /[ \t]*$/.exec(context.source.slice(Math.max(0, tree.start[each]! - 60), tree.start[each]))![0];
      if (
        indentOf(body) !== indentOf(next) ||
        (columnOf(node, context) < 0 &&
          context.tree.fields[context.tree.field[node]!] !== 'alternative' &&
          !/\belse\s*$/.test(context.source.slice(Math.max(0, tree.start[node]! - 8), tree.start[node])))
      )
        return;
      // A blank line between them, or a macro that the grammar passed over.
      const between = context.source.slice(Math.min(tree.end[node]!, tree.end[body]!), tree.start[next]);
      if (/\n[ \t]*\n/.test(between) || /\w/.test(between.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))) return;
      context.report(next, {
        message: `\`${context.short(next, 50)}\` is indented as if it belonged to the ${context.kind(node).replace(/_.*/, '')} on line ${tree.line[node]}, and does not.`,
        suggestion: 'Put braces around what belongs together, or move the line back.',
        evidence: [`${context.kind(node).replace(/_.*/, '')} on line ${tree.line[node]}`],
      });
    },
    wrong: [
      { language: 'c', code: 'int f(int a) {\n  if (a)\n    g();\n    h();\n  return 0;\n}', line: 4 },
      {
        language: 'javascript',
        code: 'function f(a) {\n  if (a)\n    g();\n    return;\n  h();\n}',
        line: 4,
      },
      {
        language: 'java',
        code: 'class A { void f(int n) {\n  for (int i = 0; i < n; i++)\n    g(i);\n    h(n);\n} }',
        line: 4,
      },
      {
        language: 'c',
        code: 'int f(int a) {\n\tif (a)\n\t\tgoto fail;\n\t\tgoto fail;\n\tg();\nfail:\n\treturn 1;\n}',
        line: 4,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'int f(int a) {\n  if (a)\n    g();\n  h();\n  if (a) g();\n  h();\n  return 0;\n}',
      },
      {
        language: 'c',
        code: 'void f(int a) {\n  if (!a)\n    return;\n  FOR_ALL(buf)\n    if (changed(buf) && !buf->b)\n    {\n      write(buf);\n    }\n}',
      },
      {
        language: 'javascript',
        code: 'function f(a) {\n  if (a) {\n    g();\n  }\n  if (a)\n    g();\n  else\n    h();\n  k();\n}',
      },
    ],
  }),
  defineRule({
    id: 'empty-branch',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'java', 'csharp', 'php', 'go', ...cAndCpp, 'python'],
    title: 'Branch or loop body with nothing in it',
    rationale:
      'The condition is asked and nothing follows: the code was lost, or the semicolon is one too many.',
    cwe: 1071,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['if_statement'],
    check(node, context) {
      const { tree } = context;
      const body =
        context.field(node, 'consequence') >= 0
          ? context.field(node, 'consequence')
          : context.field(node, 'body');
      if (body < 0 || context.hasComment(node)) return;
      const isStray =
        /^(empty_statement|;)$/.test(context.kind(body)) ||
        (context.kind(body) === 'expression_statement' && context.text(body) === ';');
      const inside = context.children(body);
      const isEmpty =
        context.family === 'python'
          ? inside.length === 1 && context.kind(inside[0]!) === 'pass_statement'
          : inside.length === 0 && /^\{\s*\}$/.test(context.text(body));
      if (!isStray && !isEmpty) return;
      // `if (a) {} else if (b) …` passes over a case; a comment beside it says why.
      const hasElse =
        context.field(node, 'alternative') >= 0 ||
        context.childOfKind(node, 'else_clause') >= 0 ||
        context.childOfKind(node, 'elif_clause') >= 0;
      if (
        hasElse ||
        context.tree.fields[context.tree.field[node]!] === 'alternative' ||
        /^(else_clause|elif_clause)$/.test(context.kind(context.parent(node)))
      )
        return;
      const lineEnd = context.source.indexOf('\n', tree.end[node]!);
      if (/#|\/\/|\/\*/.test(context.source.slice(tree.start[body], lineEnd < 0 ? undefined : lineEnd)))
        return;
      // `if (0);` begins a chain of `else if` that #ifdef splits.
      if (
        context.family === 'c' &&
        (/^\(?\s*0\s*\)?$/.test(context.text(context.field(node, 'condition'))) ||
          /^\s*#\s*if[^\n]*\n\s*else\b/.test(context.source.slice(tree.end[node], tree.end[node]! + 200)))
      )
        return;
      if (context.family === 'c' && (/[A-Z_]{3,}\s*\(|#/.test(context.text(node)) || !isStray)) return;
      // A condition that calls something may be asked for what it does.
      const condition = context.field(node, 'condition');
      if (
        !isStray &&
        [...context.descendants(condition)].some(
          (each) => context.isCall(each) || /assignment|update/.test(context.kind(each)),
        )
      )
        return;
      context.report(node, {
        endNode: body,
        // An error that is asked for and then nothing is an error dropped.
        severity: isStray
          ? 'high'
          : /^\(?\s*err\w*\s*!==?\s*(nil|null|undefined)\s*\)?$/.test(context.text(condition)) ||
              // What was to become of the error is what is missing.
              isInHandler(node, context)
            ? 'medium'
            : 'low',
        message: isStray
          ? 'The semicolon after this condition is all that it guards: what follows runs in any case.'
          : `Nothing happens when \`${context.short(condition, 50)}\` holds.`,
        suggestion: isStray
          ? 'Remove the semicolon.'
          : 'Write what was meant, remove the if, or say in a comment why nothing is to be done.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (a > 1);\n{ f(); }' },
      { language: 'c', code: 'void f(int a) { if (a == 1);\n g(); }' },
      { language: 'java', code: 'class A { void f(int a) { if (a > 1) { } } }' },
      { language: 'python', code: 'if a > 1:\n    pass' },
      { language: 'go', code: 'package a\nfunc f(err error) {\n\tif err != nil {\n\t}\n}', line: 3 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (a) { /* nothing to do */ } if (a) {} else { f(); } if (f()) {} while (next());',
      },
      { language: 'python', code: 'if a:\n    pass  # later\nif b:\n    pass\nelse:\n    f()' },
    ],
  }),
];

/** Whether a node stands in a handler of errors, and not in a function that is made there. */
function isInHandler(node: NodeIndex, context: RuleContext): boolean {
  const clause = context.ancestor(node, handlers);
  return clause >= 0 && context.enclosingFunction(node) === context.enclosingFunction(clause);
}
