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
        const values = new Float64Array(positions.length);
        for (let row = 0; row < values.length; row++) values[row] = entries[positions[row]!]!;
        return numbers(values);
      });
    }
    case 'one-hot': {
      const { keys, others, missing } = operation;
      const positions = positionsOf(inputs[0]!, keys);
      return indicators(positions, indicatorPositions(keys, others, missing), keys.values.length + 2);
    }
    case 'date-parts':
      return calendarParts(numbersOf(inputs[0]!), operation.parts, columnArithmetic).map(numbers);
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

/** A column for each of these positions, 1 where a row has it. One pass writes all: most of what they hold is 0. */
function indicators(positions: Int32Array, own: readonly number[], places: number): Value[] {
  const columnOf = new Int32Array(places).fill(-1);
  own.forEach((position, column) => {
    columnOf[position] = column;
  });
  const columns = own.map(() => new Float64Array(positions.length));
  for (let row = 0; row < positions.length; row++) {
    const column = columnOf[positions[row]!]!;
    if (column >= 0) columns[column]![row] = 1;
  }
  return columns.map(numbers);
}

/** On whole columns. */
const columnArithmetic: Arithmetic<Float64Array> = {
  sum: (a, b, times, plus) =>
    b === null ? a.map((value) => value + plus) : a.map((value, row) => value + times * b[row]! + plus),
  floorDivide: (a, by) => a.map((value) => Math.floor(value / by)),
  divide: (a, by) => a.map((value) => value / by),
  entry: (table, at) => at.map((place) => table[place] ?? Number.NaN),
  within: (a, most) => a.map((value) => (Math.abs(value) > most ? Number.NaN : value)),
};

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
  const entriesOf =
    operation.chosen === undefined ? ofAllBuckets : ofChosenBuckets(operation.chosen, weights);
  const buckets = operation.of ?? weights.length;
  // Each text once, however often it occurs, and only those that occur.
  const known: ([number, number][] | undefined)[] = new Array(dictionary.length);
  codes.forEach((code, row) => {
    if (code < 0) return;
    known[code] ??= entriesOf(termCounts(dictionary[code]!, { terms, buckets, seed }));
    for (const [place, weight] of known[code]) columns[place]![row] = weight;
  });
  return columns.map(numbers);

  function ofAllBuckets(counts: ReadonlyMap<number, number>): [number, number][] {
    return unitLength(
      [...counts].map(([bucket, count]): [number, number] => [bucket, count * weights[bucket]!]),
    );
  }
}

/** A long text says a term more often: counts are taken in the length of all of them, whether chosen or not. */
function ofChosenBuckets(
  chosen: readonly number[],
  weights: readonly number[],
): (counts: ReadonlyMap<number, number>) => [number, number][] {
  const placeOf = new Map(chosen.map((bucket, place) => [bucket, place]));
  return (counts) => {
    let squares = 0;
    for (const count of counts.values()) squares += count * count;
    const found: [number, number][] = [];
    for (const [bucket, count] of counts) {
      const place = placeOf.get(bucket);
      if (place !== undefined) found.push([place, (count * weights[place]!) / Math.sqrt(squares)]);
    }
    return found;
  };
}

function unitLength(entries: [number, number][]): [number, number][] {
  const length = Math.sqrt(entries.reduce((sum, [, weight]) => sum + weight * weight, 0));
  return entries.map(([bucket, weight]) => [bucket, length > 0 ? weight / length : 0]);
}
