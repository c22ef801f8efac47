import type { z } from 'zod';
import type { Figure, Mark } from '../figure.ts';
import type { ImportancesPlot } from '../plot-data.ts';
import { axisOver, bandAxis } from '../ticks.ts';

const mostDrawn = 25;

/** What each feature is worth, as bars, with its deviation. */
export function importancesFigure({
  title,
  subtitle,
  features,
  unit,
}: z.output<typeof ImportancesPlot>): Figure {
  const shown = features.slice(0, mostDrawn);
  const ends = shown.flatMap(({ importance, deviation = 0 }) => [
    importance - deviation,
    importance + deviation,
  ]);
  const intervals = shown.flatMap(({ importance, deviation = 0 }, at) =>
    deviation > 0 ? [{ low: importance - deviation, high: importance + deviation, at }] : [],
  );
  const marks: Mark[] = [
    {
      kind: 'boxes',
      grows: 'right',
      tone: 0,
      boxes: shown.map(({ importance }, at) => ({ x0: 0, x1: importance, y0: at - 0.36, y1: at + 0.36 })),
    },
  ];
  if (intervals.length > 0) marks.push({ kind: 'intervals', along: 'x', intervals, tone: 'ink' });
  const more = features.length - shown.length;
  return {
    title: title ?? 'Feature importances',
    subtitle: subtitle ?? (more > 0 ? `the first ${shown.length} of ${features.length}` : null),
    x: axisOver(`Importance (${unit})`, ends, { holds: [0] }),
    y: bandAxis(
      '',
      shown.map(({ name }) => name),
    ),
    marks,
    legend: [],
    shape: 'rows',
  };
}
