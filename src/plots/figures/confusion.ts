import type { z } from 'zod';
import type { Figure } from '../figure.ts';
import type { ConfusionPlot } from '../plot-data.ts';
import { bandAxis, shortNumber } from '../ticks.ts';

/** Counts of actual against predicted classes, each row shaded by its shares. */
export function confusionFigure({ title, subtitle, classes, rows }: z.output<typeof ConfusionPlot>): Figure {
  const boxes = rows.flatMap((row, actual) => {
    const sum = row.reduce((total, count) => total + count, 0);
    return row.map((count, predicted) => ({
      x0: predicted - 0.5,
      x1: predicted + 0.5,
      y0: actual - 0.5,
      y1: actual + 0.5,
      shade: sum > 0 ? count / sum : 0,
      label: shortNumber(count),
    }));
  });
  return {
    title: title ?? 'Confusion matrix',
    subtitle: subtitle ?? 'rows of each pair; shaded by the share of the actual class',
    x: bandAxis('Predicted', classes, 'right'),
    y: bandAxis('Actual', classes),
    marks: [{ kind: 'boxes', boxes, tone: 0, grows: 'cell' }],
    legend: [],
    shape: 'square',
  };
}
