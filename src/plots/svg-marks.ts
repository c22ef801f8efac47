import type { Mark } from './figure.ts';
import { dashes, type Paint } from './palette.ts';

/** Where things lie, in pixels. */
export interface Frame {
  pad: number;
  left: number;
  top: number;
  /** Of the area between the axes. */
  width: number;
  innerHeight: number;
  /** Of all. */
  height: number;
  x(value: number): number;
  y(value: number): number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const notInXml = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** Text as XML may hold it: control characters, those that reorder what is read, and halves of characters become visible marks. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(notInXml, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A tenth of a pixel is enough. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** One mark as SVG elements. */
export function drawMark(mark: Mark, frame: Frame, paint: Paint): string {
  switch (mark.kind) {
    case 'line':
      return line(mark, frame, paint);
    case 'band': {
      const upper = mark.points.map(([x, , high]) => `${round(frame.x(x))},${round(frame.y(high))}`);
      const lower = mark.points.map(([x, low]) => `${round(frame.x(x))},${round(frame.y(low))}`).reverse();
      return `<polygon points="${[...upper, ...lower].join(' ')}" fill-opacity="0.18" style="fill:${paint.tone(mark.tone)}"/>`;
    }
    case 'points':
      return points(mark, frame, paint);
    case 'boxes':
      return boxes(mark, frame, paint);
    case 'intervals':
      return intervals(mark, frame, paint);
  }
}

type Of<Kind> = Extract<Mark, { kind: Kind }>;

function line({ points: given, tone, isDashed }: Of<'line'>, frame: Frame, paint: Paint): string {
  let path = '';
  let last: [number, number] | null = null;
  for (const [index, [px, py]] of given.entries()) {
    const here: [number, number] = [round(frame.x(px)), round(frame.y(py))];
    // Points that can't be told apart only make the file larger.
    const isNear = last !== null && Math.abs(here[0] - last[0]) < 0.5 && Math.abs(here[1] - last[1]) < 0.5;
    if (isNear && index < given.length - 1) continue;
    path += `${last === null ? 'M' : 'L'}${here[0]} ${here[1]}`;
    last = here;
  }
  const dash = isDashed ? '4 4' : typeof tone === 'number' ? dashes[tone % dashes.length] : null;
  return `<path d="${path}" fill="none" stroke-width="${tone === 'muted' ? 1 : 2}" stroke-linejoin="round"${dash == null ? '' : ` stroke-dasharray="${dash}"`} style="stroke:${paint.tone(tone)}"/>`;
}

function points(
  { points: given, tone, radius = 3, shades }: Of<'points'>,
  frame: Frame,
  paint: Paint,
): string {
  const many = given.length > 200;
  const circle = ([px, py]: readonly [number, number], fill = '') =>
    `<circle cx="${round(frame.x(px))}" cy="${round(frame.y(py))}" r="${round(radius)}"${fill}/>`;
  if (shades !== undefined)
    return `<g fill-opacity="0.8">${given.map((point, index) => circle(point, ` style="fill:${paint.shade(shades[index] ?? Number.NaN)}"`)).join('')}</g>`;
  return `<g fill-opacity="${many ? 0.45 : 0.9}" style="fill:${paint.tone(tone)}">${given.map((point) => circle(point)).join('')}</g>`;
}

function boxes({ boxes: given, tone, grows }: Of<'boxes'>, frame: Frame, paint: Paint): string {
  const parts = given.map(({ x0, x1, y0, y1, shade, label }) => {
    const [left, right] = [frame.x(x0), frame.x(x1)].sort((a, b) => a - b) as [number, number];
    const [top, bottom] = [frame.y(y0), frame.y(y1)].sort((a, b) => a - b) as [number, number];
    // Ink must stay readable on the strongest cell, in both themes.
    const opacity = grows === 'cell' ? 0.04 + 0.5 * (shade ?? 1) : 0.85 * (shade ?? 1);
    const gap = grows === 'right' ? 0 : 0.5;
    const rectangle = `<rect x="${round(left + gap)}" y="${round(top + gap)}" width="${round(Math.max(0, right - left - 2 * gap))}" height="${round(Math.max(0, bottom - top - (grows === 'cell' ? 2 * gap : gap)))}" fill-opacity="${Math.round(opacity * 100) / 100}" style="fill:${paint.tone(tone)}"/>`;
    if (label === undefined) return rectangle;
    const size = Math.max(8, Math.min(13, (right - left) / (label.length * 0.65 + 0.5)));
    return `${rectangle}<text x="${round((left + right) / 2)}" y="${round((top + bottom) / 2 + size * 0.35)}" font-size="${round(size)}" text-anchor="middle" style="fill:${paint.tone('ink')}">${escapeXml(label)}</text>`;
  });
  return parts.join('');
}

function intervals({ along, intervals: given, tone }: Of<'intervals'>, frame: Frame, paint: Paint): string {
  const parts = given.map(({ low, high, at }) => {
    const ends: [number, number, number, number] =
      along === 'x'
        ? [frame.x(low), frame.y(at), frame.x(high), frame.y(at)]
        : [frame.x(at), frame.y(low), frame.x(at), frame.y(high)];
    const [x1, y1, x2, y2] = ends.map(round);
    const cap = along === 'x' ? [0, 4] : [4, 0];
    const bar = (x: number, y: number) =>
      `<line x1="${x - cap[0]!}" y1="${y - cap[1]!}" x2="${x + cap[0]!}" y2="${y + cap[1]!}"/>`;
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>${bar(x1!, y1!)}${bar(x2!, y2!)}`;
  });
  return `<g stroke-width="1.5" style="stroke:${paint.tone(tone)}">${parts.join('')}</g>`;
}
