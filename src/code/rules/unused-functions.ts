import type { NodeIndex } from '../syntax-tree.ts';
import type { RuleContext } from './context.ts';
import { js } from './languages.ts';
import { isPastedTogether } from './pasted-names.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';
import { countMentions, mentions } from './statements.ts';
import { meantUnused } from './unused.ts';

export const unusedFunctionRules: readonly RuleDeclaration[] = [
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
        code: 'static int aix_probe(int x) { return x; }\nstruct ops o = { PT_op_functions (aix) };\nint f(void) { return 1; }',
      },
      {
        language: 'c',
        code: '#define CALL(f) f()\nstatic int helper(void) { return 1; }\nint (*p)(void) = helper;\n_G_DEFINE_TYPE_EXTENDED (View, my_view, G_TYPE_OBJECT, 0, );\nstatic void my_view_class_init(int x) { g(x); }',
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
