import type { Axis, Figure } from './figure.ts';
import { dashes, type Paint, paintOf, plotVariables, type Theme } from './palette.ts';
import { drawMark, escapeXml, type Frame, round } from './svg-marks.ts';

export interface SvgOptions {
  /** In CSS pixels. */
  width?: number;
  theme?: Theme;
  /** For a page that defines the colours (`plotVariables`): no style and no size of its own. */
  isInline?: boolean;
}

const font = 12;
/** Of a character, on average, in `font` pixels of a wide sans-serif face (DejaVu Sans): where the reader's is narrower, there is a little more air. */
const characterWidth = 7.2;

/** Draws a figure as SVG text. No scripts, no ids, nothing from outside. */
export function figureToSvg(
  figure: Figure,
  { width = 640, theme = 'light', isInline = false }: SvgOptions = {},
): string {
  const paint = paintOf(theme);
  const frame = layOut(figure, width);
  const height = frame.height;
  const { title, subtitle } = figure;
  const description = [subtitle, `${figure.x.title} and ${figure.y.title || 'names'}`]
    .filter(Boolean)
    .join('. ');
  const size = isInline ? '' : ` width="${width}" height="${height}"`;
  const style =
    theme === 'auto' && !isInline
      ? `<style>:root{${plotVariables('light')}}@media (prefers-color-scheme:dark){:root{${plotVariables('dark')}}}</style>`
      : '';
  const heading = text(title, { x: 0, y: 15, paint: paint.tone('ink'), size: 14, weight: 600 });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"${size} role="img" aria-label="${escapeXml(title)}" font-family="system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif">`,
    `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>${style}`,
    isInline ? '' : `<rect width="${width}" height="${height}" style="fill:${paint.paper}"/>`,
    `<g transform="translate(${frame.pad},${frame.pad})">${heading}`,
    subtitle === null ? '' : text(subtitle, { x: 0, y: 32, paint: paint.tone('muted') }),
    '</g>',
    axes(figure, frame, paint),
    ...figure.marks.map((mark) => drawMark(mark, frame, paint)),
    legendOf(figure, frame, paint),
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function layOut(figure: Figure, width: number): Frame {
  const pad = 10;
  const { y, shape, legend, subtitle } = figure;
  const room = Math.min(
    width * 0.38,
    Math.max(...y.ticks.map(({ label }) => label.length), 3) * characterWidth + 8,
  );
  const left = pad + room + (y.title === '' ? 0 : 20);
  const top = pad + (subtitle === null ? 28 : 44);
  // The last tick's label stands half beyond the end of the axis.
  const last = figure.x.isBand ? '' : (figure.x.ticks.at(-1)?.label ?? '');
  const inner = width - left - pad - Math.max(6, (last.length * characterWidth) / 2 - 4);
  const tall =
    shape === 'square'
      ? Math.min(inner, 380)
      : shape === 'wide'
        ? inner * 0.5
        : Math.max(2, y.ticks.length) * 24 + 6;
  const plotWidth = shape === 'square' ? Math.min(inner, 460) : inner;
  const legendRows = hasLegend(figure)
    ? legendLines(legend, plotWidth).length
    : figure.shades === undefined
      ? 0
      : 1;
  const bottom = pad + 40 + legendRows * 18;
  return {
    pad,
    left,
    top,
    width: plotWidth,
    innerHeight: Math.round(tall),
    height: Math.round(top + tall + bottom),
    x: (value) => left + ((value - figure.x.min) / (figure.x.max - figure.x.min)) * plotWidth,
    y: (value) => top + tall - ((value - y.min) / (y.max - y.min)) * tall,
  };
}

function text(
  words: string,
  {
    x,
    y,
    paint,
    anchor = 'start',
    size = font,
    weight = 400,
    turn = false,
  }: { x: number; y: number; paint: string; anchor?: string; size?: number; weight?: number; turn?: boolean },
): string {
  const turned = turn ? ` transform="rotate(-90 ${round(x)} ${round(y)})"` : '';
  const heavy = weight === 400 ? '' : ` font-weight="${weight}"`;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" text-anchor="${anchor}"${heavy}${turned} style="fill:${paint}">${escapeXml(words)}</text>`;
}

function axes({ x, y }: Figure, frame: Frame, paint: Paint): string {
  const { left, top, width, innerHeight } = frame;
  const bottom = top + innerHeight;
  const muted = paint.tone('muted');
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string) =>
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" style="stroke:${stroke}"/>`;
  const parts: string[] = [];
  const xTicks = readable(x, width);
  if (!x.isBand)
    for (const { at } of xTicks) parts.push(line(frame.x(at), top, frame.x(at), bottom, paint.grid));
  if (!y.isBand)
    for (const { at } of y.ticks) parts.push(line(left, frame.y(at), left + width, frame.y(at), paint.grid));
  parts.push(line(left, bottom, left + width, bottom, muted), line(left, top, left, bottom, muted));
  const longest = Math.floor((left - frame.pad - (y.title === '' ? 0 : 20)) / characterWidth);
  for (const { at, label } of xTicks)
    parts.push(
      text(shorten(label, Math.max(4, Math.floor(width / xTicks.length / characterWidth))), {
        x: frame.x(at),
        y: bottom + 16,
        paint: muted,
        anchor: 'middle',
      }),
    );
  for (const { at, label } of y.ticks)
    parts.push(
      text(shorten(label, longest), {
        x: left - 6,
        y: frame.y(at) + 4,
        paint: y.isBand ? paint.tone('ink') : muted,
        anchor: 'end',
      }),
    );
  parts.push(
    text(x.title, { x: left + width / 2, y: bottom + 34, paint: paint.tone('ink'), anchor: 'middle' }),
  );
  if (y.title !== '')
    parts.push(
      text(y.title, {
        x: frame.pad + 10,
        y: top + innerHeight / 2,
        paint: paint.tone('ink'),
        anchor: 'middle',
        turn: true,
      }),
    );
  return parts.join('');
}

/** Every tick, or every second, third … where they would run into each other. */
function readable({ ticks, isBand }: Axis, width: number): Axis['ticks'] {
  const widest =
    Math.max(...ticks.map(({ label }) => (isBand ? Math.min(label.length, 8) : label.length)), 1) *
      characterWidth +
    8;
  const every = Math.max(1, Math.ceil((ticks.length * widest) / width));
  return ticks.filter((_, index) => index % every === 0);
}

function shorten(label: string, most: number): string {
  return label.length <= most ? label : `${label.slice(0, Math.max(1, most - 1))}…`;
}

function hasLegend({ legend }: Figure): boolean {
  return legend.length > 1;
}

function legendLines(legend: Figure['legend'], width: number): Figure['legend'][number][][] {
  const lines: Figure['legend'][number][][] = [[]];
  let used = 0;
  for (const entry of legend) {
    const own = entry.label.length * characterWidth + 44;
    if (used + own > width && used > 0) {
      lines.push([]);
      used = 0;
    }
    used += own;
    lines.at(-1)!.push(entry);
  }
  return lines;
}

function legendOf(figure: Figure, frame: Frame, paint: Paint): string {
  const top = frame.top + frame.innerHeight + 56;
  if (!hasLegend(figure)) {
    if (figure.shades === undefined) return '';
    const [low, high] = figure.shades;
    const from = frame.left + low.length * characterWidth + 6;
    const boxes = Array.from(
      { length: 7 },
      (_, index) =>
        `<rect x="${round(from + index * 12)}" y="${top - 9}" width="12" height="9" style="fill:${paint.shade(index / 6)}"/>`,
    );
    return `${text(low, { x: frame.left, y: top, paint: paint.tone('ink') })}${boxes.join('')}${text(high, { x: from + 90, y: top, paint: paint.tone('ink') })}`;
  }
  const parts: string[] = [];
  for (const [row, entries] of legendLines(figure.legend, frame.width).entries()) {
    let x = frame.left;
    for (const { label, tone, isDashed } of entries) {
      const y = top + row * 18;
      const dash = isDashed ? '4 4' : typeof tone === 'number' ? dashes[tone % dashes.length] : null;
      parts.push(
        `<line x1="${round(x)}" y1="${y - 4}" x2="${round(x + 24)}" y2="${y - 4}" stroke-width="2.5"${dash == null ? '' : ` stroke-dasharray="${dash}"`} style="stroke:${paint.tone(tone)}"/>`,
        text(label, { x: x + 30, y, paint: paint.tone('ink') }),
      );
      x += label.length * characterWidth + 44;
    }
  }
  return parts.join('');
}
