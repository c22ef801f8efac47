import { predictTable, type TrainedModel } from '../../../src/artifact/index.ts';
import type { Table } from '../../../src/data/index.ts';

/** How unsure a model is of each row, more being less sure, and what it says of one in words. */
export function applyModelMembers(
  model: TrainedModel,
  table: Table,
): { doubt: Float64Array | null; said(row: number): string } {
  const { predictions } = predictTable(model, table);
  if (predictions.task === 'classification') {
    const { probabilities, classes } = predictions;
    const ranked = (row: number) =>
      probabilities
        .map((own, code) => ({ name: classes[code]!, probability: own[row]! }))
        .sort((one, other) => other.probability - one.probability);
    const doubt = Float64Array.from({ length: table.rows }, (_, row) => {
      const [first, second] = ranked(row);
      return 1 - (first!.probability - second!.probability);
    });
    const said = (row: number) =>
      ranked(row)
        .slice(0, 3)
        .map(({ name, probability }) => `${name} ${(100 * probability).toFixed(0)}%`)
        .join(', ');
    return { doubt, said };
  }
  const { values } = predictions;
  const shown = (row: number) => String(Number(values[row]!.toPrecision(5)));
  if (model.members.length < 2) return { doubt: null, said: shown };
  const each = model.members.map((member) => {
    const alone = predictTable({ ...model, members: [{ ...member, weight: 1 }] }, table).predictions;
    return alone.task === 'regression' ? alone.values : values;
  });
  const doubt = Float64Array.from({ length: table.rows }, (_, row) =>
    Math.sqrt(each.reduce((sum, own) => sum + (own[row]! - values[row]!) ** 2, 0) / each.length),
  );
  return { doubt, said: (row) => `${shown(row)}, its members ± ${Number(doubt[row]!.toPrecision(2))}` };
}
