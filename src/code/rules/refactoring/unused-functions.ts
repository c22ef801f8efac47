import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { countMentions, mentions } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { meantUnused } from './unused.ts';

export const unusedFunctionRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unused-private-function',
    category: 'refactoring',
    severity: 'low',
    // Not C: a file of C may be included by another, or its names be put together by a macro of a header.
    languages: [...js, 'java', 'csharp', 'php', 'python'],
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
        language: 'python',
        code: 'class A:\n    def __init__(self):\n        self.__helper()\n    def __helper(self):\n        return 1',
      },
      { language: 'python', code: 'class Proxy(rpc.Proxy):\n    def __request(self):\n        return 1' },
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
      const owner = context.parent(context.parent(node));
      if (context.kind(owner) !== 'class_definition') return '';
      // A base of the same name has the same private names: `class Proxy(xmlrpc.Proxy)` replaces what that one calls.
      const own = context.text(context.field(owner, 'name'));
      return new RegExp(`\\b${own}\\b`).test(context.text(context.field(owner, 'superclasses'))) ? '' : name;
    }
    default:
      return '';
  }
}

const traits: ReadonlySet<string> = new Set(['trait_declaration']);
