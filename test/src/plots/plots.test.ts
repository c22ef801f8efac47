import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { type PlotData, plotToPng, plotToSvg, plotToText } from '../../../src/plots/index.ts';
import { palettes } from '../../../src/plots/palette.ts';
import { niceTicks } from '../../../src/plots/ticks.ts';
import { examples } from './examples.ts';

const named = examples.map((data) => [data.plot, data] as const);

describe('every plot', () => {
  it.each(named)(
    '%s is well-formed SVG without scripts, ids or anything from outside, in each theme',
    (_, data) => {
      for (const theme of ['light', 'dark', 'auto'] as const) {
        const svg = plotToSvg(data, { theme });
        expect(XMLValidator.validate(svg)).toBe(true);
        expect(svg).not.toMatch(/<script|<image|<foreignObject|\bid=|href|NaN|Infinity|undefined/);
        expect(svg).toContain('role="img"');
      }
    },
  );

  it.each(named)('%s has its words within the picture, narrow or wide', (_, data) => {
    for (const width of [360, 560, 900]) {
      const svg = plotToSvg(data, { width });
      const height = Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)![1]);
      const places = [...svg.matchAll(/<text x="([\d.-]+)" y="([\d.-]+)"/g)];
      expect(places.length).toBeGreaterThan(4);
      for (const [, x, y] of places) {
        expect(Number(y)).toBeLessThanOrEqual(height - 4);
        expect(Number(x)).toBeLessThanOrEqual(width);
      }
    }
  });

  it.each(named)('%s names its axes', (_, data) => {
    const svg = plotToSvg(data);
    const [text] = [plotToText(data, { columns: 100 }).join('\n')];
    const axis = { roc: 'False positive rate', residuals: 'Predicted (EUR)', importances: 'Importance (' }[
      data.plot as string
    ];
    if (axis !== undefined) {
      expect(svg).toContain(axis);
      expect(text).toContain(axis);
    }
    expect(text.split('\n').length).toBeGreaterThan(3);
  });

  it.each(named)('%s stays within the columns of a terminal', (_, data) => {
    for (const columns of [30, 60, 120])
      for (const line of plotToText(data, { columns })) expect([...line].length).toBeLessThanOrEqual(columns);
  });

  it.each(named)('%s has no colour and no Unicode where neither is wanted', (_, data) => {
    const plain = plotToText(data, { columns: 80, hasUnicode: false }).join('\n');
    expect(plain).not.toContain('\u001b');
    expect(plain).not.toMatch(/[\u2500-\u28ff]/);
    expect(plotToText(data, { columns: 80, hasColour: true }).join('\n')).toContain('\u001b[');
  });

  it('becomes a PNG of twice its size', async () => {
    const png = await plotToPng(examples[0]!, { width: 400 });
    expect([...png.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(new DataView(png.buffer, png.byteOffset).getUint32(16)).toBe(800);
  });
});

describe('what is drawn', () => {
  it('goes where the numbers say', () => {
    const svg = plotToSvg({
      plot: 'series',
      metric: 'm',
      series: [
        {
          name: 'a',
          points: [
            [0, 0],
            [5, 10],
            [10, 5],
          ],
        },
      ],
    });
    const path = /<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/
      .exec(svg)!
      .slice(1)
      .map(Number);
    const [x0, y0, x1, y1, x2, y2] = path as [number, number, number, number, number, number];
    expect(x1 - x0).toBeCloseTo(x2 - x1, 0);
    // Higher values are further up, and half way is half way.
    expect((y0 - y2) / (y0 - y1)).toBeCloseTo(0.5, 2);
  });

  it('shows a bar as long as its share of the axis in the terminal', () => {
    const lines = plotToText(
      {
        plot: 'importances',
        unit: 'u',
        features: [
          { name: 'a', importance: 10 },
          { name: 'b', importance: 5 },
        ],
      },
      { columns: 60 },
    );
    const length = (name: string) =>
      [...(lines.find((line) => line.startsWith(name)) ?? '')].filter((c) => c === '█').length;
    expect(length('a')).toBeGreaterThan(40);
    expect(length('b') / length('a')).toBeCloseTo(0.5, 1);
  });

  it('escapes what names hold', () => {
    const evil = '<script>alert("x")</script>\u0000\u001b[31m';
    const svg = plotToSvg({
      plot: 'leaderboard',
      metric: evil,
      title: evil,
      candidates: [{ name: evil, score: 1 }],
    });
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).not.toContain('<script');
    const text = plotToText(
      { plot: 'leaderboard', metric: evil, candidates: [{ name: evil, score: 1 }] },
      { columns: 80 },
    );
    expect(text.join('')).not.toContain('\u001b');
  });

  it('copes with one value, one row and many', () => {
    const single: PlotData[] = [
      { plot: 'histogram', quantity: 'q', groups: [{ name: 'a', values: [3] }] },
      { plot: 'series', metric: 'm', series: [{ name: 'a', points: [[1, 0]] }] },
      { plot: 'confusion', classes: ['a'], rows: [[0]] },
      { plot: 'importances', unit: 'u', features: [{ name: 'a', importance: 0 }] },
      { plot: 'residuals', predicted: [1], actual: [1] },
      {
        plot: 'residuals',
        predicted: Array.from({ length: 50_000 }, (_, i) => i),
        actual: Array.from({ length: 50_000 }, () => 1),
      },
    ];
    for (const data of single) {
      const svg = plotToSvg(data);
      expect(svg).not.toMatch(/NaN|Infinity/);
      expect(svg.length).toBeLessThan(200_000);
      expect(plotToText(data, { columns: 80 }).length).toBeGreaterThan(3);
    }
  });

  it('refuses what can not be drawn', () => {
    expect(() => plotToSvg({ plot: 'series', metric: 'm', series: [] })).toThrow(/can't be drawn: series/);
    expect(() => plotToSvg({ plot: 'roc', curves: [{ name: 'a', points: [[Number.NaN, 0]] }] })).toThrow(
      /can't be drawn: curves\.0\.points/,
    );
  });
});

describe('ticks', () => {
  it.each([
    [0, 1, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [0, 1_000, ['0', '200', '400', '600', '800', '1,000']],
    [-2, 2, ['−2', '−1', '0', '1', '2']],
    [0.84, 0.92, ['0.84', '0.86', '0.88', '0.90', '0.92']],
  ])('from %d to %d are round', (min, max, labels) => {
    expect(niceTicks(min, max).map(({ label }) => label)).toEqual(labels);
  });
});

describe('colours', () => {
  /** Contrast by WCAG 2.2: relative luminance of sRGB. */
  const luminance = (colour: string) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)) as [
      number,
      number,
      number,
    ];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };

  it.each(['light', 'dark'] as const)('are told from the paper: %s', (theme) => {
    const { paper, ink, muted, tones, shades } = palettes[theme];
    for (const tone of [...tones, ...shades]) expect(contrast(tone, paper)).toBeGreaterThanOrEqual(3);
    expect(contrast(muted, paper)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(ink, paper)).toBeGreaterThanOrEqual(7);
  });
});
