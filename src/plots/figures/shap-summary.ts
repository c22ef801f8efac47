import type { z } from 'zod';
import type { Figure } from '../figure.ts';
import type { ShapSummaryPlot } from '../plot-data.ts';
import { sayThinned, thin } from '../thin.ts';
import { axisOver, bandAxis } from '../ticks.ts';

const mostFeatures = 15;
const mostRows = 250;

/** Shapley values as a swarm for each feature, coloured by the feature's value by rank (Lundberg and Lee's summary plot, 2018). */
export function shapSummaryFigure(data: z.output<typeof ShapSummaryPlot>): Figure {
  const { title, subtitle, features, unit } = data;
  const shown = features.slice(0, mostFeatures);
  const rows = Math.max(...shown.map(({ shap }) => shap.length));
  const x = axisOver(
    `Shapley value (${unit})`,
    shown.flatMap(({ shap }) => thin(shap, mostRows)),
    { holds: [0] },
  );
  return {
    title: title ?? 'Shapley values',
    subtitle: sayThinned(subtitle, Math.min(rows, mostRows), rows),
    x,
    y: bandAxis(
      '',
      shown.map(({ name }) => name),
    ),
    marks: [
      {
        kind: 'line',
        points: [
          [0, shown.length - 0.5],
          [0, -0.5],
        ],
        tone: 'muted',
      },
      ...shown.map(({ shap, values }, at) => {
        const chosen = thin([...shap.keys()], mostRows);
        const own = chosen.map((row) => shap[row]!);
        return {
          kind: 'points' as const,
          tone: 0,
          radius: 2,
          points: swarm(own, x.max - x.min).map((offset, index) => [own[index]!, at + offset] as const),
          shades: ranks(chosen.map((row) => values[row] ?? Number.NaN)),
        };
      }),
    ],
    legend: [],
    shades: ['low value', 'high value'],
    shape: 'rows',
  };
}

/** How far each point gives way to those before it at the same place: up and down in turn, at most 0.4. */
function swarm(values: readonly number[], span: number): number[] {
  const counts = new Map<number, number>();
  const places = values.map((value) => {
    const bin = Math.round((value / span) * 100);
    const place = counts.get(bin) ?? 0;
    counts.set(bin, place + 1);
    return place;
  });
  const step = Math.min(0.1, 0.8 / Math.max(1, ...counts.values()));
  return places.map((place) => (place % 2 === 1 ? 1 : -1) * Math.ceil(place / 2) * step);
}

/** Each value's place among the others, from 0 to 1: outliers don't wash out the rest. NaN stays. */
function ranks(values: readonly number[]): number[] {
  const sorted = [...new Set(values.filter((value) => !Number.isNaN(value)))].sort((a, b) => a - b);
  const place = new Map(
    sorted.map((value, index) => [value, sorted.length === 1 ? 0.5 : index / (sorted.length - 1)]),
  );
  return values.map((value) => place.get(value) ?? Number.NaN);
}
