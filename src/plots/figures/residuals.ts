import type { z } from 'zod';
import type { Figure } from '../figure.ts';
import type { ResidualsPlot } from '../plot-data.ts';
import { sayThinned, thin } from '../thin.ts';
import { axisOver } from '../ticks.ts';

const mostDrawn = 1_500;

/** Actual minus predicted, over predicted, in the rows' order thinned to what can be told apart. */
export function residualsFigure(data: z.output<typeof ResidualsPlot>): Figure {
  const { title, subtitle, predicted, actual, unit } = data;
  const rows = Math.min(predicted.length, actual.length);
  const all = Array.from(
    { length: rows },
    (_, row) => [predicted[row]!, actual[row]! - predicted[row]!] as const,
  );
  const points = thin(all, mostDrawn);
  const inUnit = unit === undefined ? '' : ` (${unit})`;
  const x = axisOver(`Predicted${inUnit}`, predicted);
  return {
    title: title ?? 'Residuals',
    subtitle: sayThinned(subtitle, points.length, rows),
    x,
    y: axisOver(
      `Actual − predicted${inUnit}`,
      points.map(([, residual]) => residual),
      { holds: [0] },
    ),
    marks: [
      { kind: 'points', points, tone: 0, radius: 2 },
      {
        kind: 'line',
        points: [
          [x.min, 0],
          [x.max, 0],
        ],
        tone: 'ink',
        isDashed: true,
      },
    ],
    legend: [],
    shape: 'wide',
  };
}
