import type { z } from 'zod';
import type { Figure } from '../figure.ts';
import type { CalibrationPlot } from '../plot-data.ts';
import { shareAxis } from '../ticks.ts';

/** How often what was predicted with a probability came true; larger points stand for more rows. */
export function calibrationFigure({ title, subtitle, curves }: z.output<typeof CalibrationPlot>): Figure {
  const filled = curves.map(({ name, bins }) => ({ name, bins: bins.filter(({ rows }) => rows > 0) }));
  const most = Math.max(1, ...filled.flatMap(({ bins }) => bins.map(({ rows }) => rows)));
  return {
    title: title ?? 'Calibration',
    subtitle: subtitle ?? null,
    x: shareAxis('Predicted probability'),
    y: shareAxis('Share that came true'),
    marks: [
      {
        kind: 'line',
        points: [
          [0, 0],
          [1, 1],
        ],
        tone: 'muted',
        isDashed: true,
      },
      ...filled.flatMap(({ bins }, tone) => [
        {
          kind: 'line' as const,
          tone,
          points: bins.map(({ predicted, observed }) => [predicted, observed] as const),
        },
        ...bins.map(({ predicted, observed, rows }) => ({
          kind: 'points' as const,
          tone,
          radius: 2.5 + 4 * Math.sqrt(rows / most),
          points: [[predicted, observed] as const],
        })),
      ]),
    ],
    legend: [
      ...filled.map(({ name }, tone) => ({ label: name, tone })),
      { label: 'perfect', tone: 'muted' as const, isDashed: true },
    ],
    shape: 'square',
  };
}
