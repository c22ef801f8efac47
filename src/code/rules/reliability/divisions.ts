import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp } from '../languages.ts';
import { operatorOf, sides } from '../reading/expressions.ts';
import { bare, tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const whole =
  'int|long|short|byte|Integer|Long|unsigned|size_t|ssize_t|u?int(?:8|16|32|64)_t|uint|ulong|ushort';

export const divisionRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'cast-after-arithmetic',
    category: 'reliability',
    severity: 'medium',
    languages: ['java', 'csharp', ...cAndCpp],
    title: 'Converted after it was worked out in whole numbers',
    rationale:
      '`(double) (a / b)` divides whole numbers first and drops the fraction; `(long) (a * b)` overflows before it is widened.',
    cwe: 682,
    source: 'SpotBugs, ICAST_IDIV_CAST_TO_DOUBLE and ICAST_INTEGER_MULTIPLY_CAST_TO_LONG',
    remediationMinutes: 3,
    skipTests: true,
    kinds: ['cast_expression'],
    check(node, context) {
      const type = context.text(context.field(node, 'type')).trim();
      const toFloat = /^(double|float|decimal)$/.test(type);
      const toLong = /^(long|long long|u?int64_t|ulong)$/.test(type);
      if (!toFloat && !toLong) return;
      const value = context.field(node, 'value');
      if (context.kind(value) !== 'parenthesized_expression') return;
      const inner = bare(value, context);
      if (context.kind(inner) !== 'binary_expression') return;
      if (operatorOf(inner, context) !== (toFloat ? '/' : '*')) return;
      const [left, right] = sides(inner, context);
      const widths = [left, right].map((each) => wholeWidth(each, context));
      if (widths.some((each) => each === 0)) return;
      // A product overflows only in 32 bits, and two small constants do not.
      if (
        toLong &&
        (widths.some((each) => each !== 32) || context.isConstant(left) || context.isConstant(right))
      )
        return;
      // A quotient of whole numbers may be meant, where it is rounded down on purpose.
      if (toFloat && context.isConstant(right)) return;
      context.report(node, {
        message: toFloat
          ? `\`${context.short(inner, 40)}\` divides whole numbers: the fraction is gone before the conversion.`
          : `\`${context.short(inner, 40)}\` is worked out in 32 bits, and may overflow before it is widened.`,
        suggestion: `(${type}) ${context.short(left, 30)} ${toFloat ? '/' : '*'} ${context.short(right, 30)}`,
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { double f(int[] values) {\n  long sum = 0;\n  return (double) (sum / values.length);\n} }',
        line: 3,
      },
      {
        language: 'java',
        code: 'class A { long f(int days, int ms) {\n  return (long) (days * ms);\n} }',
        line: 2,
      },
      { language: 'csharp', code: 'class A { double F(int a, int b) { return (double)(a / b); } }' },
      { language: 'c', code: 'double f(int a, int b) { return (double)(a / b); }' },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { double f(int[] values, double b, long c) { double d = (double) (b / values.length); long e = (long) (c * 1000); return (double) sum / values.length + (float) (b / 2); } }',
      },
    ],
  }),
];

/** 32 or 64 where an expression is known to be a whole number of that width at least, 0 where it is not known. */
function wholeWidth(node: NodeIndex, context: RuleContext): 0 | 32 | 64 {
  const text = tight(bare(node, context), context);
  if (/^\d+$/.test(text)) return 32;
  if (/^\d+[lL]$/.test(text)) return 64;
  if (context.family === 'java' && /^\w+(\.\w+)*\.(length|size\(\)|length\(\))$/.test(text)) return 32;
  if (!/^\w+$/.test(text)) return 0;
  const owner = context.enclosingFunction(node);
  const { tree, source } = context;
  if (owner < 0 || tree.end[node]! - tree.start[owner]! > 20_000) return 0;
  const own = source.slice(tree.start[owner], tree.end[node]);
  const declared = [...own.matchAll(new RegExp(`\\b([A-Za-z_]\\w*)\\s+${text}\\s*[=;,):]`, 'g'))].map(
    (each) => each[1]!,
  );
  if (declared.length !== 1 || !new RegExp(`^(${whole})$`).test(declared[0]!)) return 0;
  return /^(long|Long|ulong|size_t|ssize_t|u?int64_t|unsigned)$/.test(declared[0]!) ? 64 : 32;
}
