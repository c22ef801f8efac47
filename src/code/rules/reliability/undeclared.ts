import type { RuleContext } from '../context.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** What browsers, Node and test runners give, and pages set without declaring it. */
const globals =
  /^(module|exports|require|window|self|global|globalThis|document|location|name|status|event|onmessage|onerror|onload|onunload|onunhandledrejection|isNaN|isFinite|fetch|performance|navigator|history|onfetch|oninstall|onactivate|opener|parent|top|process|console|Buffer|arguments|undefined|__\w+|[A-Z]\w*|\$\w*|jQuery|jest|angular|define|_)$/;

export const undeclaredRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'undeclared-assignment',
    category: 'reliability',
    severity: 'high',
    languages: ['javascript', 'jsx'],
    title: 'Assignment to a name that is declared nowhere',
    rationale:
      'In a module it throws a ReferenceError; in a sloppy script it makes a variable that all calls share.',
    cwe: 457,
    source: 'ESLint, no-undef',
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['assignment_expression'],
    check(node, context) {
      const left = node + 1;
      if (context.kind(left) !== 'identifier' || context.parent(left) !== node) return;
      const owner = context.enclosingFunction(node);
      const name = context.text(left);
      if (owner < 0 || globals.test(name)) return;
      const definitions = context.definitions().get(name) ?? [];
      if (
        definitions.some(
          (each) => !/^(augmented_)?assignment_expression$|^update_expression$/.test(context.kind(each.node)),
        )
      )
        return;
      if (isDeclared(name, context)) return;
      // The grammar loses a declaration whose name stands behind a comment.
      if (
        new RegExp(`\\b(?:let|var|const)\\s+//[^\\n]*\\n\\s*${name.replaceAll('$', '\\$')}\\b`).test(
          context.source,
        )
      )
        return;
      // A script may set what another script declares; a module may not.
      const isStrict = context.ancestor(node, classBodies) >= 0;
      if (
        !isStrict &&
        !context.says(/^\s*(import\b|export\b|'use strict'|"use strict")|\brequire\(|\bmodule\.exports\b/m)
      )
        return;
      // Once a name: the declaration mends all of them.
      if ((context.definitions().get(name) ?? [])[0]?.node !== node) return;
      context.report(node, {
        endNode: left,
        message: `\`${name}\` is declared nowhere in this file.`,
        suggestion: `const ${context.short(node, 60)};`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: "'use strict';\nfunction f(a) {\n  total = a + 1;\n  return total;\n}",
        line: 3,
      },
      {
        language: 'javascript',
        code: 'const a = require("a");\nmodule.exports = function (b) {\n  parts = a.split(b);\n  return parts;\n};',
        line: 3,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: "import { x } from 'y';\nlet total;\nfunction f(a) { total = a + 1; var b; b = 2; c = 3; function c() {} window.d = 4; for (const e of a) {} }\nfunction g() { location = '/'; }\nlet [h, { i: k }] = x;\nfunction l() { h = 1; k = 2; }",
      },
      { language: 'javascript', code: 'function f() { shared = 1; }' },
      {
        language: 'javascript',
        code: "'use strict';\nfunction f() {\n  let // what is read\n    input;\n  return (text) => { input = text; };\n}",
      },
    ],
  }),
];

/** A class is strict, whatever stands around it. */
const classBodies: ReadonlySet<string> = new Set(['class_body']);

const declaredByContext = new WeakMap<RuleContext, ReadonlySet<string>>();
const declares =
  /^(variable_declarator|function_declaration|generator_function_declaration|class_declaration|class|formal_parameters|catch_clause|import_clause|import_specifier|namespace_import|function_expression|arrow_function|for_in_statement|labeled_statement)$/;

/** Whether any declaration of the file, in whatever scope, brings the name: enough to be sure where none does. */
function isDeclared(name: string, context: RuleContext): boolean {
  let declared = declaredByContext.get(context);
  if (declared === undefined) {
    const names = new Set<string>();
    const { tree } = context;
    const interesting = tree.kinds.map((kind) => declares.test(kind));
    for (let node = 0; node < tree.count; node += 1) {
      if (!interesting[tree.symbol[node]!]) continue;
      const kind = context.kind(node);
      const holder = ['name', 'parameter', 'left', 'alias']
        .map((field) => context.field(node, field))
        .filter((each) => each >= 0);
      const roots = /^(formal_parameters|import_clause|import_specifier|namespace_import)$/.test(kind)
        ? [node]
        : holder;
      for (const root of roots)
        for (const each of context.descendants(root)) {
          if (/^(identifier|shorthand_property_identifier_pattern)$/.test(context.kind(each)))
            names.add(context.text(each));
        }
    }
    declared = names;
    declaredByContext.set(context, declared);
  }
  return declared.has(name);
}
