import { withoutImport, withoutVariable } from '../fixes/left-over.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import type { RuleContext } from './context.ts';
import { isPure } from './expressions.ts';
import { cAndCpp, js } from './languages.ts';
import { onceAFile } from './once-a-file.ts';
import { isPastedTogether } from './pasted-names.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';
import { countMentions, mentions } from './statements.ts';

/** Names that say that nobody will read them. */
const meantUnused = /^_|^(unused|ignored?|dummy|__\w+)|^\$?_$/i;

/** Whether a macro that this file defines speaks of a name. */
function isInMacro(name: string, context: RuleContext): boolean {
  return context.says(new RegExp(`^\\s*#\\s*define\\b(?:[^\\n]*\\\\\\n)*[^\\n]*(?<!\\w)${name}(?!\\w)`, 'm'));
}

/** What a Python module that only hands on others' names is made of. */
const ofFrontModule = /^(import_statement|import_from_statement|future_import_statement|comment)$/;

/**
 * Whether a Python statement imports names for others to find them there: the module does nothing else, or fronts for a private one
 * (`from _ssl import …`, `from importlib._bootstrap import …`).
 */
function handsOn(node: NodeIndex, context: RuleContext): boolean {
  const from = /^from\s+(\S+)\s+import\b/.exec(context.short(node, 100))?.[1];
  if (from === undefined) return false;
  return (
    /(^|\.)_[A-Za-z]/.test(from) ||
    onceAFile(context, `hands on ${context.parent(node)}`, () =>
      context
        .children(context.parent(node))
        .every(
          (each) =>
            ofFrontModule.test(context.kind(each)) ||
            /^([rRuU]?["']|\w+\s*[:=][^=]|warnings\.|warn\()/.test(context.short(each, 40)),
        ),
    )
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
      if (family === 'php' && context.kind(up) !== 'expression_statement') return;
      const text = context.text(body);
      // Read inside a text, by a macro, or a field that the grammar took for a name.
      if (family === 'php' && text.split(name).length > 2) return;
      if (
        family === 'c' &&
        (isInMacro(name, context) || /[.>]\s*$/.test(context.source.slice(0, tree.start[target]).slice(-3)))
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
  defineRule({
    id: 'unused-import',
    category: 'refactoring',
    severity: 'low',
    languages: ['python', ...js, 'java'],
    title: 'Import that nobody uses',
    rationale: 'It costs time to load and tells the reader of a dependency that is not there.',
    cwe: 1164,
    remediationMinutes: 1,
    skipTests: true,
    kinds: ['import_statement', 'import_from_statement', 'import_declaration'],
    check(node, context) {
      const { tree, family } = context;
      if (
        family === 'python' &&
        (/__init__\.py$|conftest\.py$|(^|\/)_?(py\d?_?)?(compat|six)\w*\.py$|(^|\/)__future__/.test(
          context.path,
        ) ||
          context.says(/__all__/))
      )
        return;
      const up = context.parent(node);
      // Tried imports ask whether something is there; imports in functions may be for their effect.
      if (family === 'python' && context.kind(up) !== 'module') return;
      if (
        context.hasComment(node) ||
        /#|\/\/|\/\*/.test(context.source.slice(tree.end[node], lineEnd(context.source, tree.end[node]!)))
      )
        return;
      if (family === 'python' && handsOn(node, context)) return;
      const text = context.text(node);
      if (/__future__|^import\s*['"]|\*/.test(text) && family !== 'js') return;
      for (const [place, name] of importedNames(node, context)) {
        if (meantUnused.test(name) || name === 'React') continue;
        if (mentions(context, tree.end[node]!, context.source.length, name)) continue;
        if (mentions(context, 0, tree.start[node]!, name)) continue;
        // Twice in one statement: `import a, { a as b }`.
        if (
          countMentions(context, tree.start[node]!, tree.end[node]!, name, 2) > 1 &&
          !(family === 'java' || family === 'python')
        )
          continue;
        context.report(place, {
          ...withoutImport(node, place, context),
          message: `\`${name}\` is imported and used nowhere in this file.`,
          suggestion: `Remove \`${name}\` from the imports.`,
        });
      }
    },
    wrong: [
      {
        language: 'python',
        code: 'import os\nimport sys\nprint(sys.argv)',
        fixed: 'import sys\nprint(sys.argv)',
      },
      { language: 'python', code: 'from a import b, c as d\nprint(b)', fixed: 'from a import b\nprint(b)' },
      {
        language: 'typescript',
        code: "import { a, b } from './x.ts';\nexport const c = a;",
        fixed: "import { a } from './x.ts';\nexport const c = a;",
      },
      {
        language: 'java',
        code: 'import java.util.List;\nimport java.util.Map;\nclass A { List<String> a; }',
        line: 2,
        fixed: 'import java.util.List;\nclass A { List<String> a; }',
      },
    ],
    right: [
      {
        language: 'python',
        code: 'import os.path\nimport a.b as c\ntry:\n    import json\nexcept ImportError:\n    pass\nprint(os.name, c)\nimport d  # noqa',
      },
      {
        language: 'python',
        code: 'import warnings\nfrom a.new import b, c\nwarnings.warn("moved to a.new", DeprecationWarning)',
      },
      { language: 'python', code: 'from _ssl import OPENSSL_VERSION\ndef f():\n    return 1' },
      {
        language: 'typescript',
        code: "import './polyfill.ts';\nimport * as z from 'z';\nimport type { T } from './t.ts';\nexport { a } from './a.ts';\nexport const y: T = z.b;",
      },
      {
        language: 'java',
        code: 'import java.util.*;\nimport static a.B.c;\nimport java.util.Map;\n/** {@link Map} */ class A { int d = c(); }',
      },
    ],
  }),
  defineRule({
    id: 'unused-private-function',
    category: 'refactoring',
    severity: 'low',
    languages: [...js, 'java', 'csharp', 'php', 'python', 'c'],
    title: 'Private function that nobody calls',
    rationale: 'Nothing outside of the file can call it and nothing inside does: it is dead.',
    cwe: 561,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['function_declaration', 'method_declaration', 'method_definition', 'function_definition'],
    check(node, context) {
      const { tree } = context;
      const name = privateName(node, context);
      // Where a C# program starts.
      if (name === 'Main' && context.family === 'csharp') return;
      if (name === '' || (meantUnused.test(name) && context.family !== 'python')) return;
      const place = context.field(node, 'name') >= 0 ? context.field(node, 'name') : node;
      if (
        mentions(context, tree.end[place]!, context.source.length, name) &&
        (place !== node || countMentions(context, 0, context.source.length, name, 2) > 1)
      )
        return;
      if (countMentions(context, 0, context.source.length, name, 2) > 1) return;
      if (context.family === 'c' && isPastedTogether(name, context)) return;
      context.report(
        context.field(node, 'name') >= 0 ? context.field(node, 'name') : context.field(node, 'declarator'),
        {
          message: `\`${name}\` (${tree.endLine[node]! - tree.line[node]! + 1} lines) is private and used nowhere in this file.`,
          suggestion: 'Remove it, or call it where it was meant to be called.',
        },
      );
    },
    wrong: [
      { language: 'javascript', code: 'export const a = 1;\nfunction helper(x) {\n  return x;\n}', line: 2 },
      { language: 'java', code: 'class A {\n  private int helper(int x) { return x; }\n}', line: 2 },
      { language: 'csharp', code: 'class A {\n  private int Helper(int x) { return x; }\n}', line: 2 },
      { language: 'php', code: '<?php\nclass A {\n  private function helper($x) { return $x; }\n}', line: 3 },
      { language: 'python', code: 'class A:\n    def __helper(self):\n        return 1', line: 2 },
      { language: 'c', code: 'static int helper(int x) { return x; }\nint f(void) { return 1; }' },
      { language: 'typescript', code: 'export class A {\n  #helper() { return 1; }\n}', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'export function a() { return helper(); }\nfunction helper() { return 1; }',
      },
      { language: 'javascript', code: 'function global(x) { return x; }' },
      {
        language: 'java',
        code: 'class A { private int helper() { return 1; } int g() { return helper(); } private void readObject(ObjectInputStream in) {} @Inject private void set() {} }',
      },
      {
        language: 'c',
        code: '#define CALL(f) f()\nstatic int helper(void) { return 1; }\nint (*p)(void) = helper;',
      },
      {
        language: 'python',
        code: 'class A:\n    def __init__(self):\n        self.__helper()\n    def __helper(self):\n        return 1',
      },
    ],
  }),
];

/** The name of a function that nothing outside of its file or class can call; the empty string for any other. */
function privateName(node: NodeIndex, context: RuleContext): string {
  const { family, tree } = context;
  const nameNode = context.field(node, 'name');
  const name = context.text(nameNode);
  const header = (): string => context.source.slice(tree.start[node], tree.start[nameNode]);
  switch (family) {
    case 'js': {
      if (context.kind(node) === 'method_definition') {
        return name.startsWith('#') || /\bprivate\b/.test(header())
          ? /^(get|set)\b|\b(get|set)\s*$/.test(header()) || name === 'constructor'
            ? ''
            : name
          : '';
      }
      if (context.kind(node) !== 'function_declaration' || context.kind(context.parent(node)) !== 'program')
        return '';
      // A script's functions are everybody's; a module's are its own.
      if (!context.says(/^(import|export)\b/m) || context.says(/module\.exports|\bexports\.|\beval\(/))
        return '';
      return name;
    }
    case 'java':
      if (
        context.kind(node) !== 'method_declaration' ||
        !/\bprivate\b/.test(header()) ||
        header().includes('@')
      )
        return '';
      return /^(readObject|writeObject|readResolve|writeReplace|readObjectNoData|finalize|main)$/.test(name)
        ? ''
        : name;
    case 'csharp':
      if (
        context.kind(node) !== 'method_declaration' ||
        !/\bprivate\b/.test(header()) ||
        /\[|\bpartial\b|\bextern\b/.test(header()) ||
        context.says(/\bpartial\s+(class|struct)/)
      )
        return '';
      // Unity, designers and serializers call by name.
      return /^(On[A-Z]|\w+_[A-Z]\w*$|Awake|Start|Update|FixedUpdate|LateUpdate|ShouldSerialize|Reset)/.test(
        name,
      ) ||
        name.includes('.') ||
        context.says(/nameof|GetMethod\(|UnityEngine/)
        ? ''
        : name;
    case 'php':
      if (
        context.kind(node) !== 'method_declaration' ||
        !/\bprivate\b/.test(header()) ||
        name.startsWith('__')
      )
        return '';
      // What a trait of the class calls is not to be seen here.
      if (context.says(/\n\s+use\s+[\w\\, ]+[;{]/)) return '';
      return context.says(
        /call_user_func|method_exists|ReflectionMethod|->\{|\$this->\$|\[\s*\$this\s*,\s*\$|callable|__call/,
      ) || context.ancestor(node, traits) >= 0
        ? ''
        : name;
    case 'python': {
      if (!/^__[a-zA-Z]\w*$/.test(name) || name.endsWith('__') || context.says(/getattr\(/)) return '';
      return context.kind(context.parent(context.parent(node))) === 'class_definition' ? name : '';
    }
    case 'c': {
      if (
        context.language !== 'c' ||
        !/^static\b/.test(context.short(node, 20)) ||
        /\binline\b|__attribute__|[A-Z_]{5,}/.test(
          context.source.slice(tree.start[node], tree.start[context.field(node, 'body')]),
        )
      )
        return '';
      // Macros put names together, and headers are for others.
      if (/\.h$/.test(context.path) || context.says(/##/) || !hasPublicFunction(context)) return '';
      // What stands between #if and #endif may be called where another is not.
      if (context.ancestor(node, conditional) >= 0 || context.says(/^#\s*if\s+0/m)) return '';
      return /^\w+$/.test(context.functionName(node)) ? context.functionName(node) : '';
    }
    default:
      return '';
  }
}

const classKinds: ReadonlySet<string> = new Set([
  'class_definition',
  'class_body',
  'class_declaration',
  'declaration_list',
]);
const conditional: ReadonlySet<string> = new Set([
  'preproc_if',
  'preproc_ifdef',
  'preproc_else',
  'preproc_elif',
]);
const traits: ReadonlySet<string> = new Set(['trait_declaration']);

/** Whether a C file has a function that others can call: a file of static ones alone is included by another. */
function hasPublicFunction(context: RuleContext): boolean {
  return context.functions.some(({ line }) => {
    const start = context.offsetOfLine(line);
    return !/^\s*(static|inline)\b/.test(context.source.slice(start, start + 40));
  });
}

/** The names that an import brings in, each with the node that says so. */
function importedNames(node: NodeIndex, context: RuleContext): [NodeIndex, string][] {
  const found: [NodeIndex, string][] = [];
  switch (context.family) {
    case 'python':
      for (const child of context.children(node)) {
        if (child === context.field(node, 'module_name')) continue;
        const kind = context.kind(child);
        if (kind === 'aliased_import') {
          const alias = context.text(context.field(child, 'alias'));
          // `import a as a` exports it.
          if (alias !== context.text(context.field(child, 'name'))) found.push([child, alias]);
        } else if (kind === 'dotted_name') {
          found.push([child, context.text(child).split('.')[0]!]);
        }
      }
      return found;
    case 'java': {
      const text = context.text(node);
      const name = /^import\s+(?:static\s+)?[\w.]+\.(\w+)\s*;$/.exec(text)?.[1];
      return name === undefined ? [] : [[node, name]];
    }
    default:
      for (const each of context.descendants(node)) {
        const kind = context.kind(each);
        if (kind === 'import_specifier') {
          const alias = context.field(each, 'alias');
          found.push([each, context.text(alias >= 0 ? alias : context.field(each, 'name'))]);
        } else if (
          kind === 'identifier' &&
          /^(import_clause|namespace_import)$/.test(context.kind(context.parent(each)))
        ) {
          found.push([each, context.text(each)]);
        }
      }
      // JSX needs its factory in scope, by any name.
      return /^(jsx|tsx)$/.test(context.language)
        ? found.filter(([, name]) => !/^(h|React|Fragment|jsx)$/.test(name))
        : found;
  }
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}
