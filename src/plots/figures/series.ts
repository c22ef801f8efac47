import type { z } from 'zod';
import type { Figure } from '../figure.ts';
import type { SeriesPlot } from '../plot-data.ts';
import { thin } from '../thin.ts';
import { axisOver } from '../ticks.ts';

/** A metric over steps, one line for each series. */
export function seriesFigure({ title, subtitle, metric, step, series }: z.output<typeof SeriesPlot>): Figure {
  const lines = series.map(({ points }) => thin(points, 1_000));
  return {
    title: title ?? metric,
    subtitle: subtitle ?? null,
    x: axisOver(
      step,
      lines.flatMap((points) => points.map(([x]) => x)),
    ),
    y: axisOver(
      metric,
      lines.flatMap((points) => points.map(([, y]) => y)),
    ),
    marks: lines.map(
      (points, tone) => ({ kind: points.length === 1 ? 'points' : 'line', points, tone }) as const,
    ),
    legend: series.map(({ name }, tone) => ({ label: name, tone })),
    shape: 'wide',
  };
}
