import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const classSizeRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'god-class',
    category: 'refactoring',
    severity: 'low',
    languages: [...js, 'python', 'java', 'csharp', 'php', 'ruby', 'cpp'],
    title: 'Class that does too much',
    rationale: 'With so many methods it has several reasons to change, and everything depends on it.',
    cwe: 1093,
    source: 'Lanza and Marinescu, Object-Oriented Metrics in Practice, 2006, "God Class"',
    remediationMinutes: 120,
    skipTests: true,
    kinds: ['class_body', 'class_definition', 'declaration_list', 'class', 'field_declaration_list'],
    check(node, context) {
      const limit = context.thresholds.classMethods;
      const { tree } = context;
      const first = tree.line[node]!;
      const last = tree.endLine[node]!;
      if (last - first < 4 * limit) return;
      const body =
        context.kind(node) === 'class_definition' ||
        (context.family === 'ruby' && context.kind(node) === 'class')
          ? context.field(node, 'body')
          : node;
      if (body < 0 || /^(interface|trait|namespace)/.test(context.kind(context.parent(node)))) return;
      let methods = 0;
      for (const child of context.children(body)) {
        const each =
          context.kind(child) === 'decorated_definition' ? context.field(child, 'definition') : child;
        // A declaration, a getter and a constant are no work that the class does.
        if (context.isFunction(each) && tree.endLine[each]! - tree.line[each]! >= 2) methods += 1;
      }
      if (methods <= limit) return;
      context.reportLines(first, first, {
        message: `This class has ${methods} methods in ${last - first + 1} lines.`,
        suggestion: 'Move methods that use the same fields into classes of their own.',
        evidence: [`${methods} methods of three lines or more, limit ${limit}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: `class A {\n${Array.from({ length: 60 }, (_, i) => `  f${i}() {\n    this.g(${i});\n    return ${i};\n  }\n`).join('')}}`,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: `class A {\n${Array.from({ length: 20 }, (_, i) => `  f${i}() {\n    this.g(${i});\n    return ${i};\n  }\n`).join('')}}`,
      },
    ],
  }),
  defineRule({
    id: 'boolean-parameters',
    category: 'refactoring',
    severity: 'low',
    languages: [...js, 'java', 'csharp', 'go', 'rust', 'php', 'python'],
    title: 'Function that takes several booleans',
    rationale:
      'Each doubles the ways that it can behave, and at the call nobody can tell what `true, false, true` means.',
    source: 'Fowler, FlagArgument, 2011',
    remediationMinutes: 20,
    skipTests: true,
    kinds: ['formal_parameters', 'parameter_list', 'parameters'],
    check(node, context) {
      const text = context.text(node);
      if (text.length < 24 || text.length > 1500) return;
      const owner = context.parent(node);
      if (
        !context.isFunction(owner) ||
        /\b(override|@Override)\b/.test(
          context.source.slice(Math.max(0, context.tree.start[owner]! - 60), context.tree.start[node]),
        )
      )
        return;
      const flags = context.children(node).filter((each) => isFlag(context.short(each, 80), context));
      if (flags.length < 4) return;
      // Those that are called by name are options.
      if (
        context.family === 'python' &&
        (/\*\s*,|\*\w+/.test(text) || flags.every((each) => /=/.test(context.text(each))))
      )
        return;
      if (
        /^(constructor|__init__|__new__)$/.test(context.functionName(owner)) ||
        /constructor/.test(context.kind(owner))
      )
        return;
      context.report(node, {
        message: `\`${context.functionName(owner).slice(0, 40) || 'This function'}\` takes ${flags.length} booleans.`,
        suggestion: 'Take an options object with named fields, an enum, or split the function.',
        evidence: [`${flags.length} booleans, limit 3`],
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void render(boolean deep, boolean clean, boolean draft, boolean dry) { } }',
      },
      {
        language: 'typescript',
        code: 'function render(deep: boolean, clean: boolean, draft: boolean, dry: boolean) {}',
      },
      {
        language: 'go',
        code: 'package a\nfunc render(deep bool, clean bool, draft bool, dry bool) {}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'typescript',
        code: 'function render({ deep, clean, draft, dry }: Options) {} function f(a: boolean, b: string, c: boolean) {}',
      },
      { language: 'python', code: 'def render(*, deep=False, clean=False, draft=False, dry=False): ...' },
    ],
  }),
];

/** Whether a parameter is declared, or by its default, a boolean. */
function isFlag(text: string, context: RuleContext): boolean {
  switch (context.family) {
    case 'js':
      return /:\s*boolean\b|=\s*(true|false)$/.test(text);
    case 'python':
      return /:\s*bool\b|=\s*(True|False)$/.test(text);
    case 'go':
      return /\bbool$/.test(text);
    case 'rust':
      return /:\s*bool$/.test(text);
    default:
      return /^(final\s+)?\??bool(ean)?\s/.test(text);
  }
}
