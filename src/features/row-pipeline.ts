import type { FeatureMatrix } from '../train/index.ts';
import { applyOperation } from './operations/apply-operation.ts';
import { type Arithmetic, calendarParts } from './operations/calendar.ts';
import { numberMapping, pairMapping } from './operations/number-operations.ts';
import type { PipelineNode, Value } from './operations/operation.ts';
import { indicatorPositions, positionFinder } from './operations/positions.ts';
import type { Pipeline } from './pipeline.ts';

/** A value of one row: NaN or null where it is missing. */
export type Cell = number | string | null;

/** A pipeline that is applied to one row at a time, with hardly any memory of its own taken each time. */
export interface RowPipeline {
  /** One row; each `apply` writes over it. */
  readonly matrix: FeatureMatrix;
  /** Takes the cells of the pipeline's inputs, in their order: numbers and texts as these say. */
  apply(cells: readonly Cell[]): void;
}

/** Values of a row by their numbers in the pipeline. */
interface Slots {
  numbers: Float64Array;
  texts: (string | null)[];
  isText: boolean[];
}

type Step = () => void;

/** Prepares a pipeline for single rows. It gives what `applyPipeline` gives of a table with that one row. */
export function rowPipeline({ inputs, nodes, outputs }: Pipeline): RowPipeline {
  const count = nodes.reduce((sum, node) => sum + node.outputs, inputs.length);
  const slots: Slots = {
    numbers: new Float64Array(count),
    texts: new Array<string | null>(count).fill(null),
    isText: inputs.map(({ type }) => type === 'texts'),
  };
  const { numbers, texts, isText } = slots;
  const steps: Step[] = [];
  for (const node of nodes) {
    const first = isText.length;
    for (let output = 0; output < node.outputs; output++) isText.push(node.operation.op === 'fill-text');
    addSteps(steps, node, first, slots);
  }
  const matrix: FeatureMatrix = {
    rows: 1,
    names: outputs.map(({ name }) => name),
    columns: outputs.map(({ value }) => numbers.subarray(value, value + 1)),
    categories: outputs.map(({ categories }) => categories),
  };
  const width = inputs.length;
  return {
    matrix,
    apply(cells) {
      for (let place = 0; place < width; place++) {
        const cell = cells[place]!;
        // The empty text counts as missing, as in columns.
        if (isText[place]) texts[place] = cell === '' ? null : (cell as string | null);
        else numbers[place] = cell as number;
      }
      for (const step of steps) step();
    },
  };
}

function addSteps(steps: Step[], node: PipelineNode, first: number, slots: Slots): void {
  const { numbers, texts } = slots;
  const { operation, inputs } = node;
  const from = inputs[0]!;
  switch (operation.op) {
    case 'fill-text':
      steps.push(() => {
        texts[first] = texts[from] ?? operation.text;
      });
      return;
    case 'difference':
    case 'ratio':
    case 'product': {
      const combine = pairMapping(operation);
      const half = inputs.length / 2;
      for (let place = 0; place < half; place++) {
        const [one, other] = [inputs[place]!, inputs[half + place]!];
        steps.push(() => {
          numbers[first + place] = combine(numbers[one]!, numbers[other]!);
        });
      }
      return;
    }
    case 'encode': {
      const positionOf = cellPosition(operation, from, slots);
      const entries = operation.table.map((own) => Float64Array.from(own, (value) => value ?? Number.NaN));
      steps.push(() => {
        const position = positionOf();
        for (let at = 0; at < entries.length; at++) numbers[first + at] = entries[at]![position]!;
      });
      return;
    }
    case 'one-hot': {
      const { keys, others, missing } = operation;
      const positionOf = cellPosition(operation, from, slots);
      const own = indicatorPositions(keys, others, missing);
      steps.push(() => {
        const position = positionOf();
        for (let at = 0; at < own.length; at++) numbers[first + at] = own[at] === position ? 1 : 0;
      });
      return;
    }
    case 'date-parts':
      steps.push(() => {
        numbers.set(calendarParts(numbers[from]!, operation.parts, rowArithmetic), first);
      });
      return;
    case 'hash':
    case 'tf-idf':
      steps.push(() => {
        applyOperation(operation, [asColumn(slots, from)]).forEach((made, at) => {
          if (made.type === 'numbers') numbers[first + at] = made.values[0]!;
        });
      });
      return;
    default:
      inputs.forEach((input, place) => {
        const map = numberMapping(operation, place);
        steps.push(() => {
          numbers[first + place] = map(numbers[input]!);
        });
      });
  }
}

function cellPosition(
  { keys }: { keys: Parameters<typeof positionFinder>[0] },
  from: number,
  { numbers, texts, isText }: Slots,
): () => number {
  const positionOf = positionFinder(keys);
  return isText[from] ? () => positionOf(texts[from]!) : () => positionOf(numbers[from]!);
}

/** A value as a column of one row, for operations that have no shorter way. */
function asColumn({ numbers, texts, isText }: Slots, at: number): Value {
  if (!isText[at]) return { type: 'numbers', values: numbers.slice(at, at + 1) };
  const text = texts[at] ?? null;
  return text === null
    ? { type: 'texts', codes: Int32Array.of(-1), dictionary: [] }
    : { type: 'texts', codes: Int32Array.of(0), dictionary: [text] };
}

/** As on whole columns. */
const rowArithmetic: Arithmetic<number> = {
  sum: (a, b, times, plus) => (b === null ? a + plus : a + times * b + plus),
  floorDivide: (a, by) => Math.floor(a / by),
  divide: (a, by) => a / by,
  entry: (table, at) => table[at] ?? Number.NaN,
  within: (a, most) => (Math.abs(a) > most ? Number.NaN : a),
};
