import { withoutVariable } from '../../fixes/left-over.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { isPure } from '../reading/expressions.ts';
import { countMentions, mentions } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Names that say that nobody will read them. */
export const meantUnused = /^_|^(unused|ignored?|dummy|__\w+)|^\$?_$/i;

/** PHP's own variables, which other functions read. */
const superglobal = /^\$?(?:_(?:SESSION|GET|POST|COOKIE|SERVER|ENV|FILES|REQUEST)|GLOBALS)$/;

/** Whether a macro that this file defines speaks of a name. */
function isInMacro(name: string, context: RuleContext): boolean {
  return context.says(new RegExp(`^\\s*#\\s*define\\b(?:[^\\n]*\\\\\\n)*[^\\n]*(?<!\\w)${name}(?!\\w)`, 'm'));
}

/** Whether something is called by one or two letters that nothing in the file defines: a macro, which may read any name: `y(array_open);`. */
function hasShortMacro(text: string, context: RuleContext): boolean {
  const called = [...text.matchAll(/(?<![\w.>])([a-z]\w?)\s*\(/g)].map((match) => match[1]!);
  return [...new Set(called)].some(
    (name) =>
      name !== 'if' &&
      name !== 'do' &&
      !context.says(
        new RegExp(`(?<!\\w)${name}\\s*\\([^;{}]*\\)\\s*\\{|\\(\\s*\\*\\s*${name}\\s*\\)\\s*\\(`),
      ),
  );
}

export const unusedRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unused-variable',
    category: 'refactoring',
    severity: 'low',
    languages: [...js, 'python', 'java', 'csharp', 'php', ...cAndCpp],
    title: 'Local variable that nobody reads',
    rationale: 'Either it is left over, or the place that should read it reads something else.',
    cwe: 563,
    remediationMinutes: 3,
    skipTests: true,
    kinds: ['variable_declarator', 'assignment', 'init_declarator', 'assignment_expression'],
    check(node, context) {
      const { tree, family } = context;
      const kind = context.kind(node);
      if (kind === 'assignment_expression' && family !== 'php') return;
      const target =
        [context.field(node, 'name'), context.field(node, 'left'), context.field(node, 'declarator')].find(
          (each) => each >= 0,
        ) ??
        context.children(node)[0] ??
        -1;
      if (!/^(identifier|variable_name)$/.test(context.kind(target))) return;
      const owner = context.enclosingFunction(node);
      if (owner < 0) return;
      const name = context.text(target);
      // Nearly every variable is read soon after: ask that first.
      if (mentions(context, tree.end[target]!, tree.end[owner]!, name)) return;
      if (meantUnused.test(name) || name.length < 2) return;
      // Class bodies and loops' headers have rules of their own.
      const up = context.parent(node);
      if (
        /^(for_in_statement|for_statement|resource|catch_clause|field_declaration|foreach_statement|using_statement|enhanced_for_statement)$/.test(
          context.kind(up),
        ) ||
        /^(for_statement|using_statement|fixed_statement|foreach_statement|catch_clause)$/.test(
          context.kind(context.parent(up)),
        )
      )
        return;
      if (
        /^(class_body|declaration_list|class_definition|interface_body|field_declaration)$/.test(
          context.kind(context.parent(up)),
        ) ||
        context.kind(up) === 'field_declaration' ||
        context.kind(context.parent(context.parent(node))) === 'class_definition'
      )
        return;
      if (/^\s*(using|export|static|global|extern|volatile|register)\b/.test(context.short(up, 30))) return;
      const body = context.field(owner, 'body');
      if (body < 0) return;
      // Scoped by function: a class inside a function is left alone.
      if (mentions(context, tree.start[owner]!, tree.start[target]!, name)) return;
      if (context.ancestor(node, classKinds) > owner || context.kind(up) === 'spread_parameter') return;
      if (family === 'php' && (context.kind(up) !== 'expression_statement' || superglobal.test(name))) return;
      const text = context.text(body);
      // Read inside a text, by a macro, or a field that the grammar took for a name.
      if (family === 'php' && text.split(name).length > 2) return;
      if (
        family === 'c' &&
        (isInMacro(name, context) ||
          hasShortMacro(text, context) ||
          /[.>]\s*$/.test(context.source.slice(0, tree.start[target]).slice(-3)))
      )
        return;
      if (family === 'python' && /\b(locals|vars|eval|exec|nonlocal|global)\b/.test(text)) return;
      if (
        family === 'php' &&
        (/\b(compact|extract|get_defined_vars|include|require|include_once|require_once|eval)\b|\$\$|global\s|static\s/.test(
          text,
        ) ||
          (mentions(context, tree.start[owner]!, tree.end[owner]!, name.slice(1)) &&
            countMentions(context, tree.start[owner]!, tree.end[owner]!, name.slice(1), 2) > 1))
      )
        return;
      if (family === 'js' && /\beval\(|\bwith\s*\(/.test(text)) return;
      if (
        family === 'c' &&
        (/#\s*(if|define)/.test(text) ||
          kind !== 'init_declarator' ||
          /[A-Z]/.test(context.short(up, 40).split(/\s/)[0] ?? '') ||
          context.language === 'cpp')
      )
        return;
      // A value that was made for its effect: only pure ones are certainly left over; a call's result is worth a milder word.
      const value =
        [context.field(node, 'value'), context.field(node, 'right')].find((each) => each >= 0) ??
        (family === 'csharp' ? (context.children(node)[1] ?? -1) : -1);
      if (family === 'php' && value >= 0 && /^(function|fn|reference)/.test(context.kind(value))) return;
      if (context.isFunction(value)) return;
      if (value < 0 && family !== 'js' && family !== 'java') return;
      context.report(node, {
        ...withoutVariable(node, value, context),
        message: `\`${name}\` is set${value >= 0 && !isPure(value, context) ? ` to what \`${context.short(value, 30).replace(/^=\s*/, '')}\` gives` : ''} and read nowhere.`,
        suggestion:
          value >= 0 && !isPure(value, context)
            ? `Keep the call and drop the name, if its effect is what is wanted.`
            : 'Remove it, or use it where it was meant to be used.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(items) {\n  const total = items.length;\n  return items;\n}',
        line: 2,
        fixed: 'function f(items) {\n  return items;\n}',
      },
      { language: 'python', code: 'def f(items):\n    total = len(items)\n    return items', line: 2 },
      {
        language: 'java',
        code: 'class A { int f(int a) {\n  int total = a + 1;\n  return a;\n} }',
        line: 2,
        fixed: 'class A { int f(int a) {\n  return a;\n} }',
      },
      {
        language: 'csharp',
        code: 'class A { int F(int a) {\n  var total = a + 1;\n  return a;\n} }',
        line: 2,
        fixed: 'class A { int F(int a) {\n  return a;\n} }',
      },
      {
        language: 'php',
        code: '<?php\nfunction f($a) {\n  $total = $a + 1;\n  return $a;\n}',
        line: 3,
        fixed: '<?php\nfunction f($a) {\n  return $a;\n}',
      },
      {
        language: 'c',
        code: 'int f(int a) {\n  int total = a + 1;\n  return a;\n}',
        line: 2,
        fixed: 'int f(int a) {\n  return a;\n}',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f(items) { const total = items.length; const { a, ...rest } = items; const _unused = 1; return () => total + rest; }\nconst top = 1;',
      },
      {
        language: 'python',
        code: 'def f(items):\n    total = len(items)\n    _ = g()\n    a, b = items\n    class A:\n        field = 1\n    return locals() if a else total',
      },
      { language: 'php', code: '<?php\nfunction f($a) { $total = $a + 1; return compact("total"); }' },
      { language: 'php', code: '<?php\nfunction clear($bags) { $_SESSION = []; g($bags); }' },
      {
        language: 'php',
        code: '<?php\nfunction f($a) { $digits = "[0-9]+"; return preg_match("/^$digits$/", $a); }',
      },
      {
        language: 'c',
        code: '#define GIVE(x) \\\n  return (x) + \\\n    found\nint f(int a) {\n  int found = a + 1;\n  GIVE(a);\n}',
      },
    ],
  }),
];

const classKinds: ReadonlySet<string> = new Set([
  'class_definition',
  'class_body',
  'class_declaration',
  'declaration_list',
]);
