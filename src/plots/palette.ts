import type { Tone } from './figure.ts';

/** How a picture is coloured; `auto` follows the reader's setting, or the page that holds it. */
export type Theme = 'light' | 'dark' | 'auto';

interface Palette {
  paper: string;
  ink: string;
  muted: string;
  grid: string;
  /** After Okabe and Ito (2008), told apart by people who see colours differently; darkened or lightened to 3:1 against the paper. */
  tones: readonly string[];
  /** From low to high. */
  shades: readonly string[];
}

export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    paper: '#ffffff',
    ink: '#1c2127',
    muted: '#69737f',
    grid: '#e3e6ea',
    tones: ['#0072b2', '#c44e00', '#00805c', '#a8508a', '#8a6100', '#4b6a88'],
    shades: mix('#1a63b0', '#c21f39'),
  },
  dark: {
    paper: '#14181d',
    ink: '#e8ebee',
    muted: '#98a2ad',
    grid: '#2d343c',
    tones: ['#56b4e9', '#f0894a', '#2fc495', '#e29bc6', '#e8b530', '#a9bfd6'],
    shades: mix('#5aa9f0', '#ff7f8a'),
  },
};

/** Dashes of the palette's tones, so that lines differ in more than colour. */
export const dashes: readonly (string | null)[] = [null, '7 3', '2 3', '9 3 2 3', '5 2', '1 4'];

/** Seven colours from one to the other. */
function mix(low: string, high: string): string[] {
  const channels = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [from, to] = [channels(low), channels(high)];
  return Array.from(
    { length: 7 },
    (_, index) =>
      `#${from
        .map((value, at) =>
          Math.round(value + ((to[at]! - value) * index) / 6)
            .toString(16)
            .padStart(2, '0'),
        )
        .join('')}`,
  );
}

/** CSS that gives the colours of a theme their names, for pages that hold pictures of theme `auto`. */
export function plotVariables(theme: 'light' | 'dark'): string {
  const { paper, ink, muted, grid, tones, shades } = palettes[theme];
  return [
    `--plot-paper:${paper}`,
    `--plot-ink:${ink}`,
    `--plot-muted:${muted}`,
    `--plot-grid:${grid}`,
    ...tones.map((tone, index) => `--plot-${index}:${tone}`),
    ...shades.map((shade, index) => `--plot-shade-${index}:${shade}`),
  ].join(';');
}

/** How a theme names its colours. */
export interface Paint {
  paper: string;
  grid: string;
  tone(tone: Tone): string;
  /** From 0 to 1; NaN stands back. */
  shade(share: number): string;
}

/** The colours of a theme as CSS values. */
export function paintOf(theme: Theme): Paint {
  const named = (name: string, value: string) => (theme === 'auto' ? `var(--plot-${name},${value})` : value);
  const { paper, ink, muted, grid, tones, shades } = palettes[theme === 'auto' ? 'light' : theme];
  const tone = (given: Tone): string => {
    if (given === 'ink') return named('ink', ink);
    if (given === 'muted') return named('muted', muted);
    const index = given % tones.length;
    return named(String(index), tones[index]!);
  };
  return {
    paper: named('paper', paper),
    grid: named('grid', grid),
    tone,
    shade(share) {
      if (Number.isNaN(share)) return tone('muted');
      const index = Math.max(0, Math.min(6, Math.round(share * 6)));
      return named(`shade-${index}`, shades[index]!);
    },
  };
}
