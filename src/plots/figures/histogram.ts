import type { z } from 'zod';
import type { Figure } from '../figure.ts';
import type { HistogramPlot } from '../plot-data.ts';
import { axisOver } from '../ticks.ts';

/**
 * Shares of values in bins of equal width, the same for all groups: as many as Freedman and Diaconis (1981) say, but enough where the values gather at
 * both ends, and at most 60.
 */
export function histogramFigure({
  title,
  subtitle,
  quantity,
  groups,
}: z.output<typeof HistogramPlot>): Figure {
  const all = groups.flatMap(({ values }) => values).sort((a, b) => a - b);
  const x = axisOver(quantity, [all[0]!, all.at(-1)!]);
  const spread = at(all, 0.75) - at(all, 0.25);
  const width = spread > 0 ? (2 * spread) / Math.cbrt(all.length) : (x.max - x.min) / 10;
  const least = Math.min(20, Math.ceil(Math.sqrt(all.length)));
  const bins = Math.max(least, Math.min(60, Math.ceil((x.max - x.min) / width)));
  const size = (x.max - x.min) / bins;
  const heights = groups.map(({ values }) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) counts[Math.min(bins - 1, Math.floor((value - x.min) / size))]! += 1;
    return counts.map((count) => count / values.length);
  });
  return {
    title: title ?? quantity,
    subtitle: subtitle ?? null,
    x,
    y: axisOver(groups.length === 1 ? 'Share of rows' : 'Share of rows of the group', heights.flat(), {
      holds: [0],
    }),
    marks: heights.map((shares, tone) => ({
      kind: 'boxes' as const,
      grows: 'up' as const,
      tone,
      boxes: shares.map((share, bin) => ({
        x0: x.min + bin * size,
        x1: x.min + (bin + 1) * size,
        y0: 0,
        y1: share,
        shade: groups.length === 1 ? 1 : 0.5,
      })),
    })),
    legend: groups.map(({ name }, tone) => ({ label: name, tone })),
    shape: 'wide',
  };
}

/** A quantile of sorted values. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))]!;
}
