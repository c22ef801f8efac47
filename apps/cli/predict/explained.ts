import type { Table, WrittenColumn, WrittenValues } from '../../../src/data/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import { explainRows } from '../../../src/explain/index.ts';
import type { Answers, ServedModel } from '../../../src/serve/index.ts';

const most = 3;

/** The columns that explanations add: of each of the strongest reasons the raw column, and how much it contributes. */
export function reasonColumns(): WrittenColumn[] {
  return Array.from({ length: most }, (_, at): WrittenColumn[] => [
    { name: `reason_${at + 1}`, type: 'texts' },
    { name: `contribution_${at + 1}`, type: 'numbers' },
  ]).flat();
}

/**
 * The strongest reasons for what was said of each row: towards the predicted number, towards the second of two classes, towards the predicted one of more.
 *
 * @throws InputError `no-explanation` for models that are not ours, and what `explainRows` throws
 */
export async function reasonsOf(
  model: ServedModel,
  table: Table,
  { prediction }: Answers,
  signal: AbortSignal,
): Promise<WrittenValues[]> {
  if (model.trained === null)
    throw new InputError(
      'no-explanation',
      `${model.name} is an ONNX file, of which only predictions are known; leave --explain out.`,
    );
  const { columns, contributions } = await explainRows(model.trained, table, { signal });
  const reasons = Array.from({ length: most }, () => ({
    codes: new Int32Array(table.rows).fill(-1),
    values: new Float64Array(table.rows).fill(Number.NaN),
  }));
  for (let row = 0; row < table.rows; row++) {
    const output = contributions.length > 1 && prediction.type === 'texts' ? prediction.codes[row]! : 0;
    const own = contributions[output]!.subarray(row * columns.length, (row + 1) * columns.length);
    const order = Array.from(own, (_, place) => place).sort(
      (one, other) => Math.abs(own[other]!) - Math.abs(own[one]!),
    );
    reasons.forEach(({ codes, values }, at) => {
      const place = order[at];
      if (place === undefined || own[place] === 0) return;
      codes[row] = place;
      values[row] = own[place]!;
    });
  }
  return reasons.flatMap(({ codes, values }): WrittenValues[] => [
    { type: 'texts', codes, dictionary: columns },
    { type: 'numbers', values },
  ]);
}
