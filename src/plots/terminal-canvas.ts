import type { Axis, Box, Mark, Tone } from './figure.ts';

/** A piece of a line in one colour; null: as it is. */
export interface Piece {
  text: string;
  tone: Tone | null;
}

/** A field of characters that marks are drawn on, 2 × 4 braille dots in each. */
export interface Canvas {
  draw(mark: Mark): void;
  line(row: number): Piece[];
}

/** Bits of a braille character by column and row of the dot (Unicode 6.0, U+2800). */
const bits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const rightEighths = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const upEighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** An empty canvas between two axes. */
export function createCanvas({
  width,
  rows,
  x,
  y,
  hasUnicode,
}: {
  width: number;
  rows: number;
  x: Axis;
  y: Axis;
  hasUnicode: boolean;
}): Canvas {
  const dots = new Uint8Array(width * rows);
  const characters = new Array<string | null>(width * rows).fill(null);
  const tones = new Array<Tone | null>(width * rows).fill(null);
  /** In dots from the left, or from the top. */
  const across = (value: number) => ((value - x.min) / (x.max - x.min)) * (width * 2 - 1);
  const down = (value: number) => (1 - (value - y.min) / (y.max - y.min)) * (rows * 4 - 1);
  /** In cells from the left, or from the top, with fractions. */
  const cellAcross = (value: number) => ((value - x.min) / (x.max - x.min)) * width;
  const cellDown = (value: number) => (1 - (value - y.min) / (y.max - y.min)) * rows;

  function dot(left: number, top: number, tone: Tone): void {
    const [column, row] = [Math.round(left), Math.round(top)];
    if (column < 0 || row < 0 || column >= width * 2 || row >= rows * 4) return;
    const cell = (row >> 2) * width + (column >> 1);
    dots[cell]! |= bits[column & 1]![row & 3]!;
    // What stands back never recolours what is in front.
    if (tone !== 'muted' || tones[cell] === null) tones[cell] = tone;
  }

  function segment(
    from: readonly [number, number],
    to: readonly [number, number],
    tone: Tone,
    isDashed: boolean,
  ): void {
    const [x0, y0, x1, y1] = [across(from[0]), down(from[1]), across(to[0]), down(to[1])];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
    for (let step = 0; step <= steps; step += 1)
      if (!isDashed || step % 4 < 2)
        dot(x0 + ((x1 - x0) * step) / steps, y0 + ((y1 - y0) * step) / steps, tone);
  }

  function put(column: number, row: number, character: string, tone: Tone): void {
    if (column < 0 || row < 0 || column >= width || row >= rows) return;
    characters[row * width + column] = character;
    tones[row * width + column] = tone;
  }

  function bar({ x0, x1, y0, y1 }: Box, tone: Tone): void {
    const [left, right] = [cellAcross(x0), cellAcross(x1)].sort((a, b) => a - b) as [number, number];
    const row = Math.floor((cellDown(y0) + cellDown(y1)) / 2);
    for (let column = Math.floor(left); column < right; column += 1) {
      const filled = Math.round(Math.min(1, right - column) * 8);
      if (filled > 0) put(column, row, hasUnicode ? rightEighths[filled]! : '#', tone);
    }
  }

  function tower({ x0, x1, y1 }: Box, tone: Tone): void {
    const top = cellDown(y1);
    for (
      let column = Math.round(cellAcross(x0));
      column < Math.max(Math.round(cellAcross(x1)), Math.round(cellAcross(x0)) + 1);
      column += 1
    )
      for (let row = Math.floor(top); row < rows; row += 1) {
        const filled = Math.round(Math.min(1, row + 1 - top) * 8);
        if (filled > 0) put(column, row, hasUnicode ? upEighths[filled]! : '#', tone);
      }
  }

  function cell({ x0, x1, y0, y1, label = '', shade = 0 }: Box, tone: Tone): void {
    const row = Math.floor((cellDown(y0) + cellDown(y1)) / 2 - 0.5 + 1e-9);
    const own = `${label}${shade >= 0.005 ? ` (${Math.round(shade * 100)}%)` : ''}`;
    const room = Math.floor(Math.abs(cellAcross(x1) - cellAcross(x0)));
    const shown = own.length <= room ? own : label;
    const start = Math.round((cellAcross(x0) + cellAcross(x1) - shown.length) / 2);
    for (const [index, character] of [...shown].entries())
      put(start + index, row, character, shade >= 0.5 ? tone : shade > 0.1 ? 'ink' : 'muted');
  }

  return {
    draw(mark) {
      switch (mark.kind) {
        case 'line':
          for (const [index, point] of mark.points.entries())
            segment(mark.points[Math.max(0, index - 1)]!, point, mark.tone, mark.isDashed ?? false);
          break;
        case 'points':
          for (const [index, [px, py]] of mark.points.entries()) {
            const shade = mark.shades?.[index];
            // Few and large ones must be seen on top of their intervals.
            if ((mark.radius ?? 3) >= 4 && shade === undefined) {
              put(Math.round(across(px)) >> 1, Math.round(down(py)) >> 2, hasUnicode ? '●' : 'o', mark.tone);
              continue;
            }
            dot(
              across(px),
              down(py),
              shade === undefined ? mark.tone : Number.isNaN(shade) ? 'muted' : shade < 0.5 ? 0 : 4,
            );
          }
          break;
        case 'band':
          break;
        case 'intervals':
          for (const { low, high, at } of mark.intervals)
            if (mark.along === 'x') segment([low, at], [high, at], mark.tone, false);
            else segment([at, low], [at, high], mark.tone, false);
          break;
        case 'boxes':
          for (const box of mark.boxes)
            (mark.grows === 'right' ? bar : mark.grows === 'up' ? tower : cell)(box, mark.tone);
      }
    },
    line(row) {
      const pieces: Piece[] = [];
      for (let at = row * width; at < (row + 1) * width; at += 1) {
        const own = dots[at]!;
        const text =
          characters[at] ?? (own === 0 ? ' ' : hasUnicode ? String.fromCharCode(0x2800 + own) : '*');
        const tone = text === ' ' ? null : tones[at]!;
        const last = pieces.at(-1);
        if (last !== undefined && last.tone === tone) last.text += text;
        else pieces.push({ text, tone });
      }
      return pieces;
    },
  };
}
