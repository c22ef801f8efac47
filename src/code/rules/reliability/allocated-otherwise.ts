import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { enclosingText } from '../reading/c-texts.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** The name that a statement `delete name;` deletes as one object, or null. */
function deletedAsOne(node: NodeIndex, context: RuleContext): string | null {
  return /^delete\s+(\w+)$/.exec(context.text(node))?.[1] ?? null;
}

export const allocatedOtherwiseRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'array-deleted-as-one',
    category: 'reliability',
    severity: 'high',
    languages: ['cpp'],
    title: 'An array deleted as if it were one object',
    rationale:
      '`delete` of what `new[]` made is undefined: most often the heap is damaged or destructors do not run.',
    cwe: 762,
    source: 'SEI CERT C++ MEM51-CPP',
    remediationMinutes: 2,
    skipTests: true,
    needs: /\bdelete\b/,
    kinds: ['delete_expression'],
    check(node, context) {
      const name = deletedAsOne(node, context);
      if (name === null || context.enclosingFunction(node) < 0) return;
      const made = [
        ...enclosingText(node, context).matchAll(
          new RegExp(`(?<![\\w.>])${name}\\s*(?:=(?!=)|\\{|\\()\\s*(new\\b[^;]*)?`, 'g'),
        ),
      ].map((each) => each[1]);
      // Each place that sets it makes an array.
      if (made.length === 0 || !made.every((each) => each !== undefined && /^new\s+[\w:<>\s*]+\[/.test(each)))
        return;
      context.report(node, {
        message: `\`${name}\` was made by \`new[]\` in this function, and is deleted as one object.`,
        suggestion: `delete[] ${name}; or a std::vector, which needs neither.`,
      });
    },
    wrong: [
      { language: 'cpp', code: 'void f() {\n  int *a = new int[10];\n  a[0] = 1;\n  delete a;\n}', line: 4 },
    ],
    right: [
      {
        language: 'cpp',
        code: 'void f(A *b) { int *a = new int[10]; delete[] a; delete b; int *c = new int(3); delete c; int *d; if (b) d = new int[3]; else d = new int; delete d; }',
      },
    ],
  }),
  defineRule({
    id: 'nil-map-written',
    category: 'reliability',
    severity: 'high',
    languages: ['go'],
    title: 'A map written to before it was made',
    rationale: 'A map that was only declared is nil: reading gives nothing, and writing panics.',
    cwe: 476,
    source: 'The Go Programming Language Specification, Map types',
    remediationMinutes: 2,
    skipTests: true,
    needs: /\bmap\[/,
    kinds: ['var_declaration'],
    check(node, context) {
      const name = /^var\s+(\w+)\s+map\[[^=]*$/.exec(context.text(node))?.[1];
      if (name === undefined || context.enclosingFunction(node) < 0) return;
      const { tree } = context;
      const own = context.enclosingFunction(node);
      // The first word of it afterwards, in the very block: whatever else is done with it may make it.
      const rest = context.source.slice(tree.end[node], tree.end[own]);
      const first = new RegExp(`(?<![\\w.])${name}\\b`).exec(rest);
      if (first === null) return;
      const at = tree.end[node]! + first.index;
      if (/[{}]/.test(rest.slice(0, first.index).replaceAll(/\{[^{}]*\}/g, ''))) return;
      if (
        !new RegExp(`^${name}\\[[^\\]\\n]*\\]\\s*(?:[-+*/|&]?=(?!=)|\\+\\+|--)`).test(
          context.source.slice(at),
        )
      )
        return;
      const line = context.source.slice(0, at).split('\n').length;
      context.reportRange(at, at + name.length, line, line, {
        message: `\`${name}\` was declared on line ${tree.line[node]} and never made: writing to it panics.`,
        suggestion: `${name} := make(…)`,
      });
    },
    wrong: [
      { language: 'go', code: 'package a\nfunc f() {\n\tvar m map[string]int\n\tm["a"] = 1\n}', line: 4 },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc f() {\n\tvar m map[string]int\n\tm = make(map[string]int)\n\tm["a"] = 1\n\tvar n map[string]int\n\t_ = n["a"]\n\tvar k = map[string]int{}\n\tk["a"] = 1\n\tvar p map[string]int\n\tif k != nil {\n\t\tp["a"] = 2\n\t}\n}',
      },
    ],
  }),
];
