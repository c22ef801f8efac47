import type { z } from 'zod';
import type { Figure, Mark } from '../figure.ts';
import type { LeaderboardPlot } from '../plot-data.ts';
import { axisOver, bandAxis } from '../ticks.ts';

const mostDrawn = 25;

/** Candidates as points with their intervals: scores seldom begin at 0, so that bars would lie. */
export function leaderboardFigure({
  title,
  subtitle,
  metric,
  candidates,
}: z.output<typeof LeaderboardPlot>): Figure {
  const shown = candidates.slice(0, mostDrawn);
  const intervals = shown.flatMap(({ low, high }, at) =>
    low === undefined || high === undefined ? [] : [{ low, high, at }],
  );
  const marks: Mark[] = [
    ...(intervals.length > 0
      ? [{ kind: 'intervals' as const, along: 'x' as const, intervals, tone: 0 }]
      : []),
    { kind: 'points', points: shown.map(({ score }, at) => [score, at] as const), tone: 0, radius: 4 },
  ];
  return {
    title: title ?? 'Leaderboard',
    subtitle:
      subtitle ??
      (candidates.length > shown.length ? `the first ${shown.length} of ${candidates.length}` : null),
    x: axisOver(
      metric,
      shown.flatMap(({ score, low = score, high = score }) => [score, low, high]),
    ),
    y: bandAxis(
      '',
      shown.map(({ name }) => name),
    ),
    marks,
    legend: [],
    shape: 'rows',
  };
}
