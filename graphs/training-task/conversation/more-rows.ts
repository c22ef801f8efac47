import { dirname } from 'node:path';
import { z } from 'zod';
import { isLowerBetter, metricNamed, snakeName } from '../../../src/train/index.ts';
import { plotsFile, readJson } from '../folder.ts';
import type { TaskResult } from '../result.ts';
import type { Answer } from './answer.ts';
import { formatMetric } from './figure.ts';

const Curve = z.object({
  plot: z.literal('learning-curve'),
  points: z.array(z.object({ rows: z.number(), validation: z.number(), deviation: z.number().optional() })),
});

/** Whether more rows would help, by how the score grew with the rows that there were: the report's learning curve. */
export function moreRowsText({ model, metric }: TaskResult): Answer {
  const kept = z.array(z.unknown()).safeParse(readJson(plotsFile(dirname(model.artifact))));
  const curve = (kept.data ?? []).map((plot) => Curve.safeParse(plot)).find(({ success }) => success)?.data;
  const points = curve?.points ?? [];
  const [before, last] = [points.at(-2), points.at(-1)];
  if (before === undefined || last === undefined)
    return {
      text: 'That was not measured: there was no time left for a learning curve. Give more time (--time-budget).',
    };
  const sign = isLowerBetter(metricNamed(metric, null)) ? -1 : 1;
  const gain = sign * (last.validation - before.validation);
  const noise = last.deviation ?? 0;
  const lines = points.map(
    ({ rows, validation }) =>
      `- ${rows.toLocaleString('en-US')} rows: ${snakeName(metricNamed(metric, null))} ${formatMetric(validation)}`,
  );
  const verdict =
    gain > noise
      ? `From ${before.rows.toLocaleString('en-US')} to ${last.rows.toLocaleString('en-US')} rows it still got better by ${formatMetric(gain)}, more than folds differ (${formatMetric(noise)}): more rows are likely to help.`
      : gain > 0
        ? `From ${before.rows.toLocaleString('en-US')} to ${last.rows.toLocaleString('en-US')} rows it got better by ${formatMetric(gain)}, less than folds differ (${formatMetric(noise)}): more rows may help a little, columns that tell more would help more.`
        : `From ${before.rows.toLocaleString('en-US')} to ${last.rows.toLocaleString('en-US')} rows it got no better: more rows of the same kind are not likely to help; columns that tell more might.`;
  return { text: `${verdict}\n\n${lines.join('\n')}`, data: { points } };
}
