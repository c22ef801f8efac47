import type { z } from 'zod';
import type { Figure, Mark } from '../figure.ts';
import type { PrecisionRecallPlot } from '../plot-data.ts';
import { shareAxis } from '../ticks.ts';

/** Precision over recall, with the share of positives as what guessing gives. */
export function precisionRecallFigure(data: z.output<typeof PrecisionRecallPlot>): Figure {
  const { title, subtitle, curves, baseRate } = data;
  const guessing: Mark[] =
    baseRate === undefined
      ? []
      : [
          {
            kind: 'line',
            points: [
              [0, baseRate],
              [1, baseRate],
            ],
            tone: 'muted',
            isDashed: true,
          },
        ];
  return {
    title: title ?? 'Precision and recall',
    subtitle: subtitle ?? null,
    x: shareAxis('Recall'),
    y: shareAxis('Precision'),
    marks: [...guessing, ...curves.map(({ points }, tone) => ({ kind: 'line' as const, points, tone }))],
    legend: [
      ...curves.map(({ name, area }, tone) => ({
        label: area === undefined ? name : `${name} (average precision ${area.toFixed(3)})`,
        tone,
      })),
      ...(baseRate === undefined
        ? []
        : [{ label: `guessing (${baseRate.toFixed(3)})`, tone: 'muted' as const, isDashed: true }]),
    ],
    shape: 'square',
  };
}
