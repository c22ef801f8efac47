import { InputError } from '../../errors/index.ts';
import { type Arithmetic, calendarParts } from '../operations/calendar.ts';
import type { Operation, PipelineNode } from '../operations/operation.ts';
import { indicatorPositions } from '../operations/positions.ts';
import type { GraphValues } from './graph-values.ts';

/**
 * Adds a node of a pipeline to a graph, with its outputs as the next values.
 *
 * @throws InputError `not-exportable`
 */
export function addNode(values: GraphValues, { operation, inputs, outputs }: PipelineNode): void {
  switch (operation.op) {
    case 'fill-text':
      values.values.push({ type: 'texts', name: fillText(values, inputs[0]!, operation.text) });
      return;
    case 'hash':
    case 'tf-idf':
      throw new InputError('not-exportable', `ONNX has no operator that hashes texts (${operation.op}).`);
    default:
      values.pushMatrix(matrixOf(values, operation, inputs), outputs);
  }
}

type MatrixOperation = Exclude<Operation, { op: 'fill-text' | 'hash' | 'tf-idf' }>;

function matrixOf(values: GraphValues, operation: MatrixOperation, inputs: readonly number[]): string {
  switch (operation.op) {
    case 'encode':
      return values.entries(operation.table, values.positions(inputs[0]!, operation.keys));
    case 'one-hot': {
      const { keys, others, missing } = operation;
      const own = values.graph.constant({
        type: 'int64',
        dims: [1, indicatorPositions(keys, others, missing).length],
        values: indicatorPositions(keys, others, missing),
      });
      return values.toDouble(values.node('Equal', [values.positions(inputs[0]!, keys), own]));
    }
    case 'difference':
    case 'ratio':
    case 'product':
      return combine(values, operation, inputs);
    default:
      return map(values, operation, values.matrixOf(inputs));
  }
}

function map(
  values: GraphValues,
  operation: Exclude<MatrixOperation, { op: 'encode' | 'one-hot' | 'difference' | 'ratio' | 'product' }>,
  matrix: string,
): string {
  switch (operation.op) {
    case 'fill':
      return values.node('Where', [values.node('IsNaN', [matrix]), values.row(operation.values), matrix]);
    case 'is-missing':
      return values.toDouble(values.node('IsNaN', [matrix]));
    case 'scale':
      return values.node('Div', [
        values.node('Sub', [matrix, values.row(operation.centers)]),
        values.row(operation.scales),
      ]);
    case 'log': {
      const size = values.node('Add', [values.node('Abs', [matrix]), values.row([1])]);
      return values.node('Mul', [values.node('Sign', [matrix]), values.node('Log', [size])]);
    }
    case 'piecewise':
      return onLines(values, operation, matrix);
    default: {
      const parts = calendarParts(matrix, operation.parts, graphArithmetic(values));
      return parts.length === 1 ? parts[0]! : values.node('Concat', parts, { axis: { int: 1 } });
    }
  }
}

function combine(
  values: GraphValues,
  operation: Extract<Operation, { op: 'difference' | 'ratio' | 'product' }>,
  inputs: readonly number[],
): string {
  const half = inputs.length / 2;
  const one = values.matrixOf(inputs.slice(0, half));
  const other = values.matrixOf(inputs.slice(half));
  if (operation.op === 'product') return values.node('Mul', [one, other]);
  if (operation.op === 'difference')
    return values.node('Div', [values.node('Sub', [one, other]), values.row([operation.divisor])]);
  const isZero = values.node('Equal', [other, values.row([0])]);
  return values.node('Where', [isZero, values.row([Number.NaN]), values.node('Div', [one, other])]);
}

/** As `onLines` of the number operations: the place is twice the knots below, and one more where the value is a knot. */
function onLines(
  values: GraphValues,
  { knots, origins, bases, slopes }: Extract<Operation, { op: 'piecewise' }>,
  matrix: string,
): string {
  const lowest = values.row([knots[0]!]);
  const highest = values.row([knots.at(-1)!]);
  const raised = values.node('Where', [values.node('Less', [matrix, lowest]), lowest, matrix]);
  const held = values.node('Where', [values.node('Greater', [raised, highest]), highest, raised]);
  const row = values.row(knots);
  const ones = values.graph.constant({
    type: 'double',
    dims: [knots.length, 1],
    values: new Float64Array(knots.length).fill(1),
  });
  const count = (comparison: string): string =>
    values.node('MatMul', [values.toDouble(values.node(comparison, [held, row])), ones]);
  const place = values.toInteger(values.node('Add', [count('Greater'), count('GreaterOrEqual')]));
  const offset = values.node('Sub', [held, values.entries([origins], place)]);
  const rise = values.node('Mul', [values.entries([slopes], place), offset]);
  return values.node('Add', [values.entries([bases], place), rise]);
}

function graphArithmetic(values: GraphValues): Arithmetic<string> {
  return {
    sum(a, b, times, plus) {
      let result = a;
      if (b !== null) result = values.node('Add', [result, values.node('Mul', [b, values.row([times])])]);
      return plus === 0 ? result : values.node('Add', [result, values.row([plus])]);
    },
    floorDivide: (a, by) => values.node('Floor', [values.node('Div', [a, values.row([by])])]),
    divide: (a, by) => values.node('Div', [a, values.row([by])]),
    within: (a, most) =>
      values.node('Where', [
        values.node('Greater', [values.node('Abs', [a]), values.row([most])]),
        values.row([Number.NaN]),
        a,
      ]),
    entry(table, at) {
      const missing = values.row([table.length]);
      const place = values.node('Where', [values.node('IsNaN', [at]), missing, at]);
      return values.entries([[...table, null]], values.toInteger(place));
    },
  };
}

function fillText(values: GraphValues, input: number, text: string): string {
  const name = values.text(input);
  const position = values.positions(input, { type: 'texts', values: [] });
  const isMissing = values.node('Cast', [position], { to: { int: 9 } });
  const fill = values.graph.constant({ type: 'string', dims: [1, 1], values: [text] });
  return values.node('Where', [isMissing, fill, name]);
}
