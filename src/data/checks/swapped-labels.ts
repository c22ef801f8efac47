import type { Column } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { labelNoise } from './label-noise.ts';
import type { OutOfFold } from './out-of-fold.ts';
import { type TableSample, wholeRow } from './table-sample.ts';

/** Labels that models which have not seen them contradict as often as swapped ones would be. */
export function swappedLabels(
  goal: string,
  columns: readonly Column[],
  rows: Int32Array,
  models: readonly { judged: OutOfFold }[],
  sample: TableSample,
): TableFinding[] {
  const { target } = models[0]!.judged;
  const said = models.map(({ judged }) =>
    judged.predictions.task === 'classification' ? judged.predictions.probabilities : [],
  );
  const mean = said[0]!.map((own, code) => own.map((value, row) => (value + said[1]![code]![row]!) / 2));
  const looksOf = (place: number) =>
    columns
      .map((column) => (column.type === 'numbers' ? column.values : column.codes)[rows[place]!])
      .join(' ');
  const noise = mean.length < 2 ? null : labelNoise(target, mean, looksOf);
  if (noise === null || !noise.isFound) return [];
  const { rate, low, high, trend, suspects } = noise;
  const rowOf = (place: number) => wholeRow(sample, rows[place]!) + 1;
  const shown = suspects
    .slice(0, 5)
    .map(({ place, given, likely }) => `row ${rowOf(place)} (${given}, likely ${likely})`);
  return [
    {
      code: 'label-noise',
      severity: 'high',
      column: goal,
      message: `About ${(100 * rate).toFixed(0)}% (${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)}%) of the values of ${goal} look swapped: models that have not seen a row are wrong as often where they are surest. Look at ${shown.join(', ')} first.`,
      evidence: {
        rate,
        low,
        high,
        trend,
        suspects: suspects.length,
        rows: suspects
          .slice(0, 100)
          .map(({ place }) => rowOf(place))
          .join(' '),
      },
    },
  ];
}
