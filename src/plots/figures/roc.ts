import type { z } from 'zod';
import type { Figure } from '../figure.ts';
import type { RocPlot } from '../plot-data.ts';
import { shareAxis } from '../ticks.ts';

/** True against false positives, with the line of guessing. */
export function rocFigure({ title, subtitle, curves }: z.output<typeof RocPlot>): Figure {
  return {
    title: title ?? 'ROC curve',
    subtitle: subtitle ?? null,
    x: shareAxis('False positive rate'),
    y: shareAxis('True positive rate'),
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
      ...curves.map(({ points }, tone) => ({ kind: 'line' as const, points, tone })),
    ],
    legend: [
      ...curves.map(({ name, area }, tone) => ({
        label: area === undefined ? name : `${name} (area ${area.toFixed(3)})`,
        tone,
      })),
      { label: 'guessing', tone: 'muted' as const, isDashed: true },
    ],
    shape: 'square',
  };
}
