import { predictTable, type TrainedModel } from '../artifact/index.ts';
import { type Column, columnOf, type Table } from '../data/index.ts';
import { InputError } from '../errors/index.ts';
import { createRandom } from '../train/index.ts';

/** Rows that are made and predicted at once. */
const rowsAtOnce = 20_000;

/** What is found of rows, by output a number a row and raw column. */
export interface SampledResult {
  contributions: Float64Array[];
  errors: Float64Array[];
  margins: Float64Array[];
}

/** What a model says, as numbers that are explained: one, or one for each of more than two classes. */
export function outputsOf(trained: TrainedModel, table: Table): Float64Array[] {
  const { predictions } = predictTable(trained, table);
  if (predictions.task === 'regression') return [predictions.values];
  return predictions.probabilities.length === 2 ? [predictions.probabilities[1]!] : predictions.probabilities;
}

/**
 * Estimates the contributions of raw columns by random orders (Štrumbelj and Kononenko, 2014): in each, a row's columns replace those of a
 * background row one after the other, and once more in the opposite order (Mitchell et al., 2022). What is left out is what a background row has,
 * so that columns count as independent. Of each row the contributions and the base add up to what the model says, however few orders there are; the
 * standard error is that of the mean over orders. Gives the base.
 */
export function explainBySampling(options: {
  trained: TrainedModel;
  table: Table;
  background: Table;
  columns: readonly string[];
  orders: number;
  seed: number;
  first: number;
  into: SampledResult;
}): Float64Array {
  const { trained, table, background, columns, orders, seed, first, into } = options;
  const width = columns.length;
  const said = outputsOf(trained, table);
  said.forEach((own, output) => {
    into.margins[output]!.set(own, first);
  });
  const backgroundColumns = columnsNamed(background, columns);
  const pairs = columnsNamed(table, columns).map((column, at) => paired(column, backgroundColumns[at]!));
  const plan = drawOrders(width, background.rows, orders, seed);
  const base = meanOf(trained, background, plan);
  const stepsOfOrder = 2 * (width + 1);
  const perBatch = Math.max(1, Math.floor(rowsAtOnce / stepsOfOrder));
  for (let row = 0; row < table.rows; row++) {
    const sums = said.map(() => new Float64Array(width));
    const squares = said.map(() => new Float64Array(width));
    for (let from = 0; from < orders; from += perBatch) {
      const part = plan.slice(from, from + perBatch);
      const outputs = outputsOf(trained, mixedRows(pairs, row, part));
      outputs.forEach((values, output) => {
        part.forEach(({ order }, at) => {
          const forward = at * stepsOfOrder;
          const backward = forward + width + 1;
          const gains = new Float64Array(width);
          order.forEach((column, place) => {
            gains[column]! += (values[forward + place + 1]! - values[forward + place]!) / 2;
            // The opposite order: the last column comes first.
            const step = backward + width - 1 - place;
            gains[column]! += (values[step + 1]! - values[step]!) / 2;
          });
          for (let column = 0; column < width; column++) {
            sums[output]![column]! += gains[column]!;
            squares[output]![column]! += gains[column]! ** 2;
          }
        });
      });
    }
    const at = (first + row) * width;
    for (const [output, sum] of sums.entries())
      for (let column = 0; column < width; column++) {
        const mean = sum[column]! / orders;
        const variance =
          Math.max(0, squares[output]![column]! - orders * mean * mean) / Math.max(1, orders - 1);
        into.contributions[output]![at + column] = mean;
        into.errors[output]![at + column] = Math.sqrt(variance / orders);
      }
  }
  return base;
}

interface Draw {
  /** Of the background. */
  row: number;
  order: Int32Array;
}

/** The same for each row, so that rows can be compared. */
function drawOrders(width: number, rows: number, orders: number, seed: number): Draw[] {
  const random = createRandom(seed);
  const places = (): Int32Array => Int32Array.from({ length: width }, (_, place) => place);
  // Every background row is used about as often as any other.
  let left: Int32Array = new Int32Array(0);
  return Array.from({ length: orders }, () => {
    if (left.length === 0) left = random.shuffle(Int32Array.from({ length: rows }, (_, row) => row));
    const row = left.at(-1)!;
    left = left.subarray(0, -1);
    return { row, order: random.shuffle(places()) };
  });
}

function meanOf(trained: TrainedModel, background: Table, plan: readonly Draw[]): Float64Array {
  return Float64Array.from(
    outputsOf(trained, background),
    (values) => plan.reduce((sum, { row }) => sum + values[row]!, 0) / plan.length,
  );
}

/** The columns of those names. @throws InputError `missing-column` */
export function columnsNamed(table: Table, names: readonly string[]): Column[] {
  return names.map((name) => {
    const column = columnOf(table, name);
    if (column !== undefined) return column;
    throw new InputError(
      'missing-column',
      `Column "${name}", which the model looks at, is not in the table.`,
      {
        details: { column: name },
      },
    );
  });
}

/** For each draw the background row, then with the row's columns put in one after the other, and the same in the opposite order. */
function mixedRows(
  pairs: readonly (readonly [Column, Column])[],
  row: number,
  draws: readonly Draw[],
): Table {
  const width = pairs.length;
  const steps = width + 1;
  const rows = draws.length * 2 * steps;
  const ranks = draws.map(({ order }) => {
    const rank = new Int32Array(width);
    order.forEach((column, place) => {
      rank[column] = place;
    });
    return rank;
  });
  const columns = pairs.map(([one, two], at): Column => {
    const fill = (into: Float64Array | Int32Array, ownValue: number, others: ArrayLike<number>): void => {
      draws.forEach((draw, index) => {
        const value = others[draw.row]!;
        const rank = ranks[index]![at]!;
        const forward = index * 2 * steps;
        // After `step` columns those of a lower rank are in; the other way round those of the highest ranks.
        for (let step = 0; step < steps; step++) {
          into[forward + step] = rank < step ? ownValue : value;
          into[forward + steps + step] = width - 1 - rank < step ? ownValue : value;
        }
      });
    };
    if (one.type === 'numbers' && two.type === 'numbers') {
      const values = new Float64Array(rows);
      fill(values, one.values[row]!, two.values);
      return { ...one, values };
    }
    if (one.type === 'texts' && two.type === 'texts') {
      const codes = new Int32Array(rows);
      fill(codes, one.codes[row]!, two.codes);
      return { ...one, codes };
    }
    throw new TypeError(`Column "${one.name}" is of numbers in one table and of texts in the other.`);
  });
  return { rows, columns };
}

/** The first column and the second with one dictionary; a column of nothing has the other's type. */
export function paired(one: Column, other: Column): [Column, Column] {
  if (one.type === 'numbers' && other.type === 'numbers') return [one, other];
  if (one.type === 'texts' && other.type === 'texts') {
    if (one.dictionary === other.dictionary) return [one, other];
    const dictionary = [...one.dictionary];
    const codeOf = new Map(dictionary.map((text, code) => [text, code]));
    const map = Int32Array.from(other.dictionary, (text) => {
      const known = codeOf.get(text);
      if (known !== undefined) return known;
      codeOf.set(text, dictionary.length);
      return dictionary.push(text) - 1;
    });
    return [
      { ...one, dictionary },
      { ...other, codes: other.codes.map((code) => (code < 0 ? -1 : map[code]!)), dictionary },
    ];
  }
  return one.type === 'texts'
    ? [one, emptyTexts(other, one.dictionary)]
    : [emptyTexts(one, other.type === 'texts' ? other.dictionary : []), other];
}

function emptyTexts(column: Column, dictionary: readonly string[]): Column {
  if (column.type === 'texts') return column;
  const { name, kind, missing, values } = column;
  return { name, kind, missing, type: 'texts', codes: new Int32Array(values.length).fill(-1), dictionary };
}
