import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-node';
import { type Column, columnOf, type ExpectedColumn, type Table } from '../../data/index.ts';
import { InputError } from '../../errors/index.ts';

/** An input of a graph, and the columns that it takes. */
export interface GraphInput {
  name: string;
  type: Tensor.Type;
  rank: 1 | 2;
  columns: readonly string[];
}

export interface GraphInputs {
  inputs: readonly GraphInput[];
  /** Rows that it takes at once, where it takes no other number; else null. */
  batch: number | null;
}

const numeric = ['float32', 'float64', 'int64', 'int32', 'bool'];

/**
 * Which columns a graph takes: each input of one column by its name, or one matrix of the named features.
 *
 * @throws InputError `unsupported-model`, `features-needed`, `features-differ`
 */
export function graphInputs(
  path: string,
  metadata: readonly InferenceSession.ValueMetadata[],
  features: readonly string[] | undefined,
): GraphInputs {
  const tensors = metadata.map((each) => {
    if (each.isTensor && each.shape.length >= 1 && each.shape.length <= 2 && isKnown(each.type)) return each;
    const what = each.isTensor ? `${each.type} [${each.shape.join(', ')}]` : 'no tensor';
    throw new InputError(
      'unsupported-model',
      `${path}: input "${each.name}" is ${what}; tables fit inputs of one or two dimensions, of numbers, booleans or texts.`,
    );
  });
  const first = tensors[0];
  if (first === undefined)
    throw new InputError('unsupported-model', `${path} takes no input, so there is nothing to predict from.`);
  const batch = typeof first.shape[0] === 'number' && first.shape[0] > 0 ? first.shape[0] : null;
  const widthOf = (shape: readonly (number | string)[]): number | string =>
    shape.length === 1 ? 1 : shape[1]!;
  const width = widthOf(first.shape);
  if (tensors.length === 1 && (width !== 1 || features !== undefined)) {
    if (features === undefined)
      throw new InputError(
        'features-needed',
        `${path} takes a matrix "${first.name}"${typeof width === 'number' && width > 0 ? ` of ${width} columns` : ''} without their names; name them in their order (--features).`,
      );
    if (typeof width === 'number' && width > 0 && width !== features.length)
      throw new InputError(
        'features-differ',
        `${path} takes ${width} columns in its matrix "${first.name}", and ${features.length} are there or named. Name just those that it was trained on, in their order (--features).`,
      );
    return { inputs: [{ name: first.name, type: first.type, rank: 2, columns: features }], batch };
  }
  const wide = tensors.find(({ shape }) => widthOf(shape) !== 1);
  if (wide !== undefined)
    throw new InputError(
      'unsupported-model',
      `${path}: input "${wide.name}" takes several columns beside other inputs, which a table’s columns cannot be told for.`,
    );
  const inputs = tensors.map(({ name, type, shape }): GraphInput => {
    return { name, type, rank: shape.length === 1 ? 1 : 2, columns: [name] };
  });
  return { inputs, batch };
}

function isKnown(type: string): boolean {
  return type === 'string' || numeric.includes(type);
}

/** The columns that a table must have. */
export function expectedColumns(inputs: readonly GraphInput[]): ExpectedColumn[] {
  return inputs.flatMap(({ type, columns }) =>
    columns.map(
      (name): ExpectedColumn =>
        type === 'string'
          ? { name, type: 'texts', kind: 'categorical' }
          : { name, type: 'numbers', kind: 'numeric', mayBeTimes: true },
    ),
  );
}

/**
 * Rows of a table as what an input takes; `rows` more than there are repeat the last one.
 *
 * @throws InputError `missing-column`, `retyped-column`, `missing-value`, `wrong-value`
 */
export function tensorOf(
  Tensor: TensorConstructor,
  { type, rank, columns, name }: GraphInput,
  table: Table,
  { first, end, rows }: { first: number; end: number; rows: number },
): Tensor {
  const width = columns.length;
  const own = columns.map((column) => needed(table, column, type));
  const dims = rank === 1 ? [rows] : [rows, width];
  const placeOf = (row: number): number => Math.min(first + row, end - 1);
  if (type === 'string') {
    const texts: string[] = [];
    for (let row = 0; row < rows; row++)
      for (const column of own)
        texts.push(column.type === 'texts' ? (column.dictionary[column.codes[placeOf(row)]!] ?? '') : '');
    return new Tensor('string', texts, dims);
  }
  const values = emptyNumbers(type, rows * width);
  own.forEach((column, place) => {
    if (column.type !== 'numbers') return;
    for (let row = 0; row < rows; row++) {
      const value = column.values[placeOf(row)]!;
      if (values instanceof Float32Array || values instanceof Float64Array)
        values[row * width + place] = value;
      else {
        if (!Number.isInteger(value)) throw notWhole(column.name, name, value, placeOf(row));
        if (values instanceof BigInt64Array) values[row * width + place] = BigInt(value);
        else values[row * width + place] = value;
      }
    }
  });
  return new Tensor(type, values as never, dims) as Tensor;
}

function emptyNumbers(
  type: string,
  length: number,
): Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array {
  switch (type) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int64':
      return new BigInt64Array(length);
    case 'int32':
      return new Int32Array(length);
    default:
      return new Uint8Array(length);
  }
}

function needed(table: Table, name: string, type: string): Column {
  const column = columnOf(table, name);
  const wanted = type === 'string' ? 'texts' : 'numbers';
  if (column === undefined)
    throw new InputError('missing-column', `Column "${name}" (${wanted}) is not in the table.`, {
      details: { column: name },
    });
  if (column.type === wanted || column.missing === table.rows) return column;
  throw new InputError(
    'retyped-column',
    `Column "${name}" holds ${column.type}; ${wanted} are expected. Convert the column.`,
    { details: { column: name } },
  );
}

function notWhole(column: string, input: string, value: number, row: number): InputError {
  const isMissing = Number.isNaN(value);
  return new InputError(
    isMissing ? 'missing-value' : 'wrong-value',
    `Column "${column}", row ${row + 1}: ${isMissing ? 'a value is missing' : `${value} is not whole`}, and input "${input}" of the model takes whole numbers alone.`,
    { details: { column, row: row + 1 } },
  );
}
