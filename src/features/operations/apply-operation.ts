import { type Arithmetic, calendarParts } from './calendar.ts';
import { bucketOf } from './murmur3.ts';
import { combineNumbers, mapNumbers } from './number-operations.ts';
import type { Operation, Value } from './operation.ts';
import { indicatorPositions, positionsOf } from './positions.ts';
import { termCounts } from './terms.ts';

/** The values that an operation makes of its inputs; new ones, the inputs stay as they are. */
export function applyOperation(operation: Operation, inputs: readonly Value[]): Value[] {
  switch (operation.op) {
    case 'fill-text':
      return [fillText(inputs[0]!, operation.text)];
    case 'difference':
    case 'ratio':
    case 'product': {
      const half = inputs.length / 2;
      return inputs
        .slice(0, half)
        .map((one, place) =>
          numbers(combineNumbers(operation, numbersOf(one), numbersOf(inputs[half + place]!))),
        );
    }
    case 'encode': {
      const positions = positionsOf(inputs[0]!, operation.keys);
      return operation.table.map((own) => {
        const entries = Float64Array.from(own, (value) => value ?? Number.NaN);
        return numbers(Float64Array.from(positions, (position) => entries[position]!));
      });
    }
    case 'one-hot': {
      const { keys, others, missing } = operation;
      const positions = positionsOf(inputs[0]!, keys);
      return indicatorPositions(keys, others, missing).map((own) =>
        numbers(Float64Array.from(positions, (position) => (position === own ? 1 : 0))),
      );
    }
    case 'date-parts':
      return datePartsOf(numbersOf(inputs[0]!), operation);
    case 'hash':
      return hashed(inputs[0]!, operation);
    case 'tf-idf':
      return weightedTerms(inputs[0]!, operation);
    default:
      return inputs.map((input, place) => numbers(mapNumbers(operation, numbersOf(input), place)));
  }
}

function numbers(values: Float64Array): Value {
  return { type: 'numbers', values };
}

/** @throws TypeError where a pipeline that was not made by us gives texts to an operation on numbers */
function numbersOf(value: Value): Float64Array {
  if (value.type !== 'numbers') throw new TypeError('An operation on numbers was given texts.');
  return value.values;
}

function textsOf(value: Value): Extract<Value, { type: 'texts' }> {
  if (value.type !== 'texts') throw new TypeError('An operation on texts was given numbers.');
  return value;
}

function fillText(value: Value, text: string): Value {
  const { codes, dictionary } = textsOf(value);
  const known = dictionary.indexOf(text);
  const place = known >= 0 ? known : dictionary.length;
  return {
    type: 'texts',
    codes: codes.map((code) => (code < 0 ? place : code)),
    dictionary: known >= 0 ? dictionary : [...dictionary, text],
  };
}

const plainArithmetic: Arithmetic<number> = {
  sum: (a, b, times, plus) => a + (b === null ? 0 : times * b) + plus,
  floorDivide: (a, by) => Math.floor(a / by),
  divide: (a, by) => a / by,
  entry: (table, at) => table[at] ?? Number.NaN,
};

function datePartsOf(times: Float64Array, { parts }: Extract<Operation, { op: 'date-parts' }>): Value[] {
  const width = calendarParts(0, parts, plainArithmetic).length;
  const columns = Array.from({ length: width }, () => new Float64Array(times.length));
  for (let row = 0; row < times.length; row++) {
    const found = calendarParts(times[row]!, parts, plainArithmetic);
    for (let part = 0; part < width; part++) columns[part]![row] = found[part]!;
  }
  return columns.map(numbers);
}

function hashed(value: Value, { buckets, seed }: Extract<Operation, { op: 'hash' }>): Value[] {
  const { codes, dictionary } = textsOf(value);
  const places = dictionary.map((text) => bucketOf(text, buckets, seed));
  const columns = Array.from({ length: buckets }, () => new Float64Array(codes.length));
  codes.forEach((code, row) => {
    if (code < 0) return;
    const { bucket, sign } = places[code]!;
    columns[bucket]![row] = sign;
  });
  return columns.map(numbers);
}

function weightedTerms(value: Value, operation: Extract<Operation, { op: 'tf-idf' }>): Value[] {
  const { codes, dictionary } = textsOf(value);
  const { terms, seed, weights } = operation;
  const columns = weights.map(() => new Float64Array(codes.length));
  // Each text once, however often it occurs, and only those that occur.
  const known: ([number, number][] | undefined)[] = new Array(dictionary.length);
  codes.forEach((code, row) => {
    if (code < 0) return;
    known[code] ??= unitLength(
      [...termCounts(dictionary[code]!, { terms, buckets: weights.length, seed })].map(
        ([bucket, count]): [number, number] => [bucket, count * weights[bucket]!],
      ),
    );
    for (const [bucket, weight] of known[code]) columns[bucket]![row] = weight;
  });
  return columns.map(numbers);
}

function unitLength(entries: [number, number][]): [number, number][] {
  const length = Math.sqrt(entries.reduce((sum, [, weight]) => sum + weight * weight, 0));
  return entries.map(([bucket, weight]) => [bucket, length > 0 ? weight / length : 0]);
}
