/** Mends of comparisons: operators and calls that ask what was meant. */

import type { RuleContext } from '../rules/context.ts';
import { definitionsOf } from '../rules/reading/constants.ts';
import { operatorOf, sides } from '../rules/reading/expressions.ts';
import type { NodeIndex } from '../syntax-tree.ts';
import { after, before, type Mend, noMend, replace, safely, shown, tokenIn } from './node-edits.ts';

/** `==` to `===`: safe where both sides are of one type for certain. */
export function strictEquality(node: NodeIndex, context: RuleContext): Mend {
  const operator = tokenIn(context, node, '==', '!=');
  if (operator < 0) return noMend;
  const edit = replace(context, operator, `${context.text(operator)}=`);
  const [left, right] = sides(node, context).map((side) => typeOf(side, context));
  return left !== null && left === right ? safely(edit) : shown(edit);
}

/** The JavaScript type that an expression has whatever happens, or null. */
function typeOf(node: NodeIndex, context: RuleContext, depth = 0): string | null {
  const kind = context.kind(node);
  if (/^(number|string|template_string)$/.test(kind)) return kind === 'template_string' ? 'string' : kind;
  if (kind === 'true' || kind === 'false') return 'boolean';
  if (kind === 'unary_expression') {
    const text = context.text(node);
    return text.startsWith('!') ? 'boolean' : text.startsWith('typeof') ? 'string' : null;
  }
  if (kind !== 'identifier' || depth > 3) return null;
  const types = definitionsOf(context, node).map(({ value, node: by }) =>
    // Of a value that is added to, only the beginning is known.
    value < 0 || !/^variable_declarator$|^assignment_expression$/.test(context.kind(by))
      ? null
      : typeOf(value, context, depth + 1),
  );
  return types.length > 0 && types.every((type) => type === types[0]) ? types[0]! : null;
}

/** `x is "a"` to `x == "a"`. */
export function equalityForIdentity(node: NodeIndex, context: RuleContext): Mend {
  const [left, right] = sides(node, context);
  const { tree, source } = context;
  const start = tree.end[left]!;
  const end = tree.start[right]!;
  const operator = /^(\s*)is(\s+not)?(\s*)$/.exec(source.slice(start, end));
  if (operator === null) return noMend;
  const replacement = `${operator[1]}${operator[2] === undefined ? '==' : '!='}${operator[3]}`;
  return safely({ start, end, replacement });
}

/** `s == "a"` to `"a".equals(s)`, which a null does not break. */
export function equalsCall(node: NodeIndex, context: RuleContext): Mend {
  const [left, right] = sides(node, context);
  const [literal, other] = context.isString(left) ? [left, right] : [right, left];
  if (context.hasComment(node)) return noMend;
  const call = `${context.text(literal)}.equals(${context.text(other)})`;
  return safely(replace(context, node, operatorOf(node, context) === '==' ? call : `!${call}`));
}

/** `!a in b` to `!(a in b)`. */
export function negatedWhole(node: NodeIndex, context: RuleContext): Mend {
  const argument = context.field(context.field(node, 'left'), 'argument');
  return argument < 0 ? noMend : safely(before(context, argument, '('), after(context, node, ')'));
}

const nanTests: Readonly<Record<string, string>> = {
  'js NaN': 'Number.isNaN',
  'js Number.NaN': 'Number.isNaN',
  'python math.nan': 'math.isnan',
  'python np.nan': 'np.isnan',
  'python numpy.nan': 'numpy.isnan',
  'java Double.NaN': 'Double.isNaN',
  'java Float.NaN': 'Float.isNaN',
  'go math.NaN()': 'math.IsNaN',
  'csharp double.NaN': 'double.IsNaN',
  'csharp Double.NaN': 'Double.IsNaN',
  'csharp float.NaN': 'float.IsNaN',
  'csharp Float.NaN': 'Float.IsNaN',
  'c NAN': 'isnan',
};

/** `x === NaN` to `Number.isNaN(x)`, with the test of the language; `nan` is one of the two sides. */
export function nanTest(node: NodeIndex, nan: NodeIndex, context: RuleContext): Mend {
  const [left, right] = sides(node, context);
  const other = nan === left ? right : left;
  const text = context.text(nan);
  const isPython = context.family === 'python';
  let test = nanTests[`${context.family} ${text}`];
  if (isPython && text.startsWith('float(') && context.says(/^import math\b/m)) test = 'math.isnan';
  if (test === undefined || context.hasComment(node)) return noMend;
  const not = operatorOf(node, context).startsWith('!') ? (isPython ? 'not ' : '!') : '';
  // `not` binds less than what may stand around it.
  const around = context.kind(context.parent(node));
  if (not === 'not ' && /operator$/.test(around) && around !== 'boolean_operator') return noMend;
  return safely(replace(context, node, `${not}${test}(${context.text(other)})`));
}

/** `a && a` to `a`: what it does today, if it is what was meant. */
export function oneSide(node: NodeIndex, context: RuleContext): Mend {
  const [left, right] = sides(node, context);
  if (!/^(&&|\|\||and|or)$/.test(operatorOf(node, context))) return noMend;
  const { tree, source } = context;
  if (/\/\/|\/\*|#/.test(source.slice(tree.end[left], tree.start[right]))) return noMend;
  return shown({ start: tree.end[left]!, end: tree.end[node]!, replacement: '' });
}

/** `=` to a comparison in a condition, where a literal is assigned: a name may well be meant. */
export function comparisonForAssignment(condition: NodeIndex, context: RuleContext): Mend {
  const operator = tokenIn(context, condition, '=');
  const right = context.field(condition, 'right');
  if (!context.isLiteral(right) && !context.isString(right)) return noMend;
  const equals = context.family === 'js' || context.family === 'php' ? '===' : '==';
  return operator < 0 ? noMend : shown(replace(context, operator, equals));
}

/** `x == "a" or "b"` to a comparison with both. */
export function comparedWithBoth(node: NodeIndex, context: RuleContext): Mend {
  const [comparison, literal] = sides(node, context);
  const [subject, first] = sides(comparison, context);
  if (subject < 0 || first < 0 || !/^={2,3}$/.test(operatorOf(comparison, context))) return noMend;
  if (context.hasComment(node)) return noMend;
  if (context.family === 'python')
    return shown(
      replace(
        context,
        node,
        `${context.text(subject)} in (${context.text(first)}, ${context.text(literal)})`,
      ),
    );
  return shown(before(context, literal, `${context.text(subject)} ${operatorOf(comparison, context)} `));
}

/** A position asked for as a truth: `includes`, `some`, or a comparison with false. */
export function foundTest(call: NodeIndex, context: RuleContext): Mend {
  const up = context.parent(call);
  if (context.family === 'php') {
    const loose = tokenIn(context, up, '==', '!=');
    if (context.kind(up) === 'binary_expression' && loose >= 0) {
      const [left, right] = sides(up, context);
      const other = left === call ? right : left;
      return /^false$/i.test(context.text(other))
        ? safely(replace(context, loose, `${context.text(loose)}=`))
        : noMend;
    }
    if (context.kind(up) === 'unary_op_expression')
      return context.text(up).startsWith('!')
        ? shown(replace(context, up, `${context.text(call)} === false`))
        : noMend;
    return shown(after(context, call, ' !== false'));
  }
  const name = context.field(context.field(call, 'function'), 'property');
  const instead = { indexOf: 'includes', findIndex: 'some' }[context.text(name)];
  const count = context.call(call)?.arguments.length;
  // `!list.indexOf(x)` asks whether x is the first.
  if (instead === undefined || count !== 1 || context.kind(up) === 'unary_expression') return noMend;
  return shown(replace(context, name, instead));
}

/** `i <= list.length` to `i < list.length`. */
export function oneLess(condition: NodeIndex, context: RuleContext): Mend {
  const operator = tokenIn(context, condition, '<=');
  return operator < 0 ? noMend : shown(replace(context, operator, '<'));
}

/** A signature compared in constant time. */
export function constantTimeComparison(node: NodeIndex, context: RuleContext): Mend {
  const [left, right] = sides(node, context);
  const operator = operatorOf(node, context);
  const call =
    context.family === 'python' && context.says(/^import hmac\b/m)
      ? 'hmac.compare_digest'
      : context.family === 'php'
        ? 'hash_equals'
        : null;
  if (call === null || left < 0 || context.hasComment(node)) return noMend;
  const not = operator.startsWith('!') ? (context.family === 'python' ? 'not ' : '!') : '';
  return shown(replace(context, node, `${not}${call}(${context.text(left)}, ${context.text(right)})`));
}
