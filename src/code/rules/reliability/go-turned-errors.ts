import { turnedRound } from '../../fixes/operators.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const goTurnedErrorRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'go-error-turned-round',
    category: 'reliability',
    severity: 'high',
    languages: ['go'],
    title: 'Error handled when there is none',
    rationale:
      '`if err == nil` followed by returning or reporting err: failures pass unnoticed and successes look like failures.',
    cwe: 253,
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['if_statement'],
    check(node, context) {
      const condition = context.field(node, 'condition');
      if (!/^err(or)?\s*==\s*nil$/i.test(context.text(condition))) return;
      const name = context.text(context.field(condition, 'left'));
      const body = context.field(node, 'consequence');
      const statements = context.children(body);
      const last = statements.at(-1) ?? -1;
      const text = context.short(last, 300);
      if (
        !/^(return_statement|expression_statement)$/.test(context.kind(last)) ||
        text.replaceAll('{}', '').includes('{')
      )
        return;
      // Setting err first (`err = check()`) makes it a fresh one.
      const { tree } = context;
      // An assertion that there is an error.
      if (/\btesting\.(T|TB|B)\b/.test(context.short(context.enclosingFunction(node), 200))) return;
      const before = context.source.slice(tree.start[body], tree.start[last]);
      if (new RegExp(`\\b${name}\\b[^=!<>\n]*:?=[^=]`).test(before)) return;
      const wraps = new RegExp(
        `(Errorf|Wrap\\w*|Fatal\\w*|Errorf?|panic|WithStack|WithMessage)\\(.*\\b${name}\\b(\\.Error\\(\\))?\\)`,
      ).test(text);
      const returnsIt =
        new RegExp(`^return ((nil|""|-?\\d+|false|[\\w.]*\\{\\}), )+${name}$`).test(text) &&
        statements.length === 1;
      const returnsAlone =
        new RegExp(`^return ${name}$`).test(text) &&
        statements.length === 1 &&
        context.field(node, 'initializer') < 0 &&
        context.field(node, 'alternative') < 0;
      if (!wraps && !returnsIt && !returnsAlone) return;
      if (returnsAlone && !isPlainReturn(node, context)) return;
      context.report(condition, {
        ...turnedRound(condition, context),
        message: `The branch for \`${context.text(condition)}\` handles \`${name}\`, which is nil in it; a failure goes on below.`,
        suggestion: `if ${name} != nil {`,
      });
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f() (*T, error) {\n\tx, err := g()\n\tif err == nil {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}',
        line: 4,
        fixed:
          'package a\nfunc f() (*T, error) {\n\tx, err := g()\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\treturn x, nil\n}',
      },
      {
        language: 'go',
        code: 'package a\nfunc f() error {\n\terr := g()\n\tif err == nil {\n\t\treturn fmt.Errorf("g: %w", err)\n\t}\n\treturn nil\n}',
        line: 4,
        fixed:
          'package a\nfunc f() error {\n\terr := g()\n\tif err != nil {\n\t\treturn fmt.Errorf("g: %w", err)\n\t}\n\treturn nil\n}',
      },
      {
        language: 'go',
        code: 'package a\nfunc f() (T, error) {\n\tx, err := g()\n\tif err == nil {\n\t\treturn T{}, err\n\t}\n\treturn x, nil\n}',
        line: 4,
      },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc Err(err error, t *testing.T) {\n	if err == nil {\n		t.Fatal("no error:", err)\n	}\n}',
      },
      {
        language: 'go',
        code: 'package a\nfunc f() error {\n\terr := g()\n\tif err == nil {\n\t\terr = h()\n\t\treturn err\n\t}\n\tif err != nil {\n\t\treturn fmt.Errorf("g: %w", err)\n\t}\n\tif x, err := k(); err == nil {\n\t\treturn use(x)\n\t}\n\treturn nil\n}',
      },
    ],
  }),
];

/** `return err` for success is right where what follows tries another way; wrong where what follows is the success. */
function isPlainReturn(node: NodeIndex, context: RuleContext): boolean {
  const { tree } = context;
  const rest = context.source.slice(tree.end[node], tree.end[context.parent(node)]);
  return /^\s*return (.*, )?nil\s*\}?\s*$/.test(rest);
}
