import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { handlerBody } from '../reading/handlers.ts';
import { mentions } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const handlerKinds: ReadonlySet<string> = new Set(['except_clause']);

export const causeRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'error-formatted-away',
    category: 'reliability',
    severity: 'medium',
    languages: ['go'],
    title: 'Error wrapped by %v: its kind is lost',
    rationale:
      'errors.Is and errors.As look through what %w wrapped; with %v only the words are left, and no caller can tell one failure from another.',
    cwe: 755,
    source: 'go.dev/blog/go1.13-errors',
    remediationMinutes: 1,
    skipTests: true,
    calls: ['Errorf'],
    checkCall(call, context) {
      if (call.path !== 'fmt.Errorf') return;
      const format = context.text(call.arguments[0] ?? -1);
      if (!/^["`].*%[vs]["`]$/s.test(format) || /%\w*w/.test(format)) return;
      const last = context.text(call.arguments.at(-1)!);
      if (last !== 'err') return;
      // Right after the call that failed: an error of its own, asked for by `err != nil`.
      const guard = guardOf(call.node, context);
      if (guard < 0 || !/^\s*err != nil\s*$/.test(context.text(context.field(guard, 'condition')))) return;
      if (context.kind(context.parent(context.parent(call.node))) !== 'return_statement') return;
      if (context.hasComment(guard)) return;
      // A file that does so all along has its reasons.
      const isHabit = (context.source.match(/%[vs]["`], err\)/g) ?? []).length > 2 && !context.says(/%w/);
      context.report(call.node, {
        severity: isHabit ? 'low' : 'medium',
        message: 'The caller gets the words of `err` and not the error: errors.Is and errors.As see nothing.',
        suggestion: `${format.slice(0, -2)}w${format.slice(-1)}`,
      });
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f(p string) error {\n\tif err := g(p); err != nil {\n\t\treturn fmt.Errorf("g of %s: %v", p, err)\n\t}\n\treturn nil\n}',
        line: 4,
      },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc f(p string) error {\n\tif err := g(p); err != nil {\n\t\treturn fmt.Errorf("g of %s: %w", p, err)\n\t}\n\tif p == "" {\n\t\treturn fmt.Errorf("no path: %v", p)\n\t}\n\treturn nil\n}',
      },
    ],
  }),
  defineRule({
    id: 'raised-without-cause',
    category: 'reliability',
    severity: 'medium',
    languages: ['python'],
    title: 'Error caught by a name, and another raised without it',
    rationale:
      'The error was given a name and never used: `from` says that the new one follows from it, and without it the trace reads as if the handler itself had failed.',
    cwe: 755,
    source: 'flake8-bugbear, B904',
    remediationMinutes: 1,
    skipTests: true,
    kinds: ['raise_statement'],
    check(node, context) {
      const clause = context.ancestor(node, handlerKinds);
      if (clause < 0 || context.enclosingFunction(node) !== context.enclosingFunction(clause)) return;
      const name = /^except\b[^\n]*\bas (\w+)\s*:/.exec(context.short(clause, 200))?.[1];
      if (name === undefined || name.startsWith('_')) return;
      const body = handlerBody(clause, context);
      const { tree } = context;
      if (context.call(context.children(node)[0] ?? -1) === null || context.children(node).length !== 1)
        return;
      if (/\bfrom\b[^'"]*$/.test(context.text(node))) return;
      if (mentions(context, tree.start[body]!, tree.end[body]!, name)) return;
      context.report(node, {
        message: `\`${name}\` is caught and not used: the new error does not say that it comes from it.`,
        suggestion: `${context.short(node, 60)} from ${name}`,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'def f(s):\n    try:\n        return int(s)\n    except ValueError as error:\n        raise BadInput("no number")',
        line: 5,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'def f(s):\n    try:\n        return int(s)\n    except ValueError as error:\n        raise BadInput("no number") from error\n    except TypeError as error:\n        raise BadInput(str(error))\n    except KeyError:\n        raise BadInput("no key")',
      },
    ],
  }),
];

/** The `if` in whose body a node stands, or -1. */
function guardOf(node: NodeIndex, context: RuleContext): NodeIndex {
  let up = context.parent(node);
  for (let depth = 0; depth < 6 && up >= 0; depth += 1, up = context.parent(up)) {
    if (context.kind(up) === 'if_statement') return up;
    if (context.isFunction(up)) return -1;
  }
  return -1;
}
