import type { z } from 'zod';
import type { Figure, Mark } from '../figure.ts';
import type { LearningCurvePlot } from '../plot-data.ts';
import { axisOver } from '../ticks.ts';

/** Scores of training and validation for growing training sets. */
export function learningCurveFigure({
  title,
  subtitle,
  metric,
  points,
}: z.output<typeof LearningCurvePlot>): Figure {
  const sorted = [...points].sort((a, b) => a.rows - b.rows);
  const training = sorted.flatMap((point) =>
    point.training === null ? [] : [[point.rows, point.training] as const],
  );
  const validation = sorted.map((point) => [point.rows, point.validation] as const);
  const band = sorted.map(
    ({ rows, validation: mid, deviation = 0 }) => [rows, mid - deviation, mid + deviation] as const,
  );
  const marks: Mark[] = [];
  if (sorted.some(({ deviation = 0 }) => deviation > 0)) marks.push({ kind: 'band', points: band, tone: 0 });
  marks.push({ kind: 'line', points: validation, tone: 0 }, { kind: 'points', points: validation, tone: 0 });
  if (training.length > 0)
    marks.push(
      { kind: 'line', points: training, tone: 1, isDashed: true },
      { kind: 'points', points: training, tone: 1 },
    );
  return {
    title: title ?? 'Learning curve',
    subtitle: subtitle ?? null,
    x: axisOver(
      'Rows to learn from',
      sorted.map(({ rows }) => rows),
    ),
    y: axisOver(metric, [
      ...band.flatMap(([, low, high]) => [low, high]),
      ...training.map(([, score]) => score),
    ]),
    marks,
    legend: [
      { label: 'validation', tone: 0 },
      ...(training.length > 0 ? [{ label: 'training', tone: 1, isDashed: true }] : []),
    ],
    shape: 'wide',
  };
}
