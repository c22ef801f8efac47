import type { Tensor } from 'onnxruntime-node';
import { InputError } from '../../errors/index.ts';
import type { Answers } from '../served-model.ts';

/** Probabilities of a row add up to 1 within that; foreign models compute in 32 bits. */
const tolerance = 1e-3;

/**
 * What a foreign graph's outputs say of rows. Labels are an output of texts or whole numbers. Several numbers a row, in one output or in one for each class, are probabilities where they
 * are shares that add up to 1; else scores, also where a classifier calls them otherwise (scikit-learn's machines without probabilities do). Without labels the largest one's place is
 * predicted.
 *
 * @throws InputError `unsupported-model`
 */
export function answersOf(
  outputs: readonly { name: string; tensor: Tensor }[],
  rows: number,
  known: { probabilities: readonly string[]; labels: readonly string[] | null },
): Answers {
  const labelOutput = outputs.find(({ tensor }) => isLabels(tensor) && widthOf(tensor, rows) === 1);
  const numbers = outputs.filter(({ tensor }) => tensor.type === 'float32' || tensor.type === 'float64');
  const columns = severalNumbers(numbers, rows, labelOutput === undefined ? [] : known.probabilities);
  const perClass =
    columns === null && labelOutput !== undefined ? numbersPerClass(numbers, rows, known) : null;
  const found = columns ?? perClass;
  if (found !== null) {
    const names =
      known.labels?.length === found.length ? known.labels : found.map((_, place) => String(place));
    const isShares = areShares(found);
    return {
      rows,
      prediction: labelOutput === undefined ? largest(found, names) : labels(labelOutput.tensor, rows),
      probabilities: isShares ? found.map((values, place) => ({ label: names[place]!, values })) : null,
      scores: isShares ? null : found,
    };
  }
  if (labelOutput !== undefined)
    return { rows, prediction: labels(labelOutput.tensor, rows), probabilities: null, scores: null };
  const single = numbers.find(({ tensor }) => widthOf(tensor, rows) === 1);
  if (single === undefined)
    throw new InputError(
      'unsupported-model',
      `The model gives ${outputs.map(({ name, tensor }) => `${name}: ${tensor.type} [${tensor.dims.join(', ')}]`).join('; ')}; a label or a number a row is expected.`,
    );
  return {
    rows,
    prediction: { type: 'numbers', values: columnsOf(single.tensor, rows)[0]! },
    probabilities: null,
    scores: null,
  };
}

type NamedTensor = Readonly<{ name: string; tensor: Tensor }>;

/** The first output of several numbers a row, or one that is said to hold probabilities. */
function severalNumbers(
  numbers: readonly NamedTensor[],
  rows: number,
  probabilities: readonly string[],
): Float64Array[] | null {
  const output = numbers.find(
    ({ name, tensor }) => probabilities.includes(name) || widthOf(tensor, rows) > 1,
  );
  return output === undefined ? null : columnsOf(output.tensor, rows);
}

/** An output of one number a row for each class (skl2onnx's `zipmap: 'columns'`). */
function numbersPerClass(
  numbers: readonly NamedTensor[],
  rows: number,
  known: { labels: readonly string[] | null },
): Float64Array[] | null {
  const each = numbers.filter(({ tensor }) => widthOf(tensor, rows) === 1);
  return each.length > 1 && each.length === known.labels?.length
    ? each.map(({ tensor }) => columnsOf(tensor, rows)[0]!)
    : null;
}

function isLabels({ type }: Tensor): boolean {
  return type === 'string' || type === 'int64' || type === 'int32' || type === 'bool';
}

/** Numbers a row; NaN where the output is no table of these rows. */
function widthOf({ dims, size }: Tensor, rows: number): number {
  return dims[0] === rows && dims.length <= 2 ? size / Math.max(1, rows) : Number.NaN;
}

function labels(tensor: Tensor, rows: number): Answers['prediction'] {
  const places = new Map<string, number>();
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const label = String((tensor.data as ArrayLike<unknown>)[row]);
    const code = places.get(label) ?? places.size;
    places.set(label, code);
    codes[row] = code;
  }
  return { type: 'texts', codes, dictionary: [...places.keys()] };
}

function columnsOf(tensor: Tensor, rows: number): Float64Array[] {
  const data = tensor.data as Float32Array | Float64Array;
  const width = widthOf(tensor, rows);
  return Array.from({ length: width }, (_, place) =>
    Float64Array.from({ length: rows }, (_each, row) => data[row * width + place]!),
  );
}

/** Rows of which a model says nothing are passed over. */
function areShares(columns: readonly Float64Array[]): boolean {
  for (let row = 0; row < columns[0]!.length; row++) {
    let sum = 0;
    if (columns.some((own) => Number.isNaN(own[row]!))) continue;
    for (const own of columns) {
      if (!(own[row]! >= -tolerance && own[row]! <= 1 + tolerance)) return false;
      sum += own[row]!;
    }
    if (Math.abs(sum - 1) > tolerance) return false;
  }
  return true;
}

function largest(columns: readonly Float64Array[], names: readonly string[]): Answers['prediction'] {
  const codes = new Int32Array(columns[0]!.length);
  for (let row = 0; row < codes.length; row++)
    for (let place = 1; place < columns.length; place++)
      if (columns[place]![row]! > columns[codes[row]!]![row]!) codes[row] = place;
  return { type: 'texts', codes, dictionary: names };
}
