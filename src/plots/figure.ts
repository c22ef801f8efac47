/** Which colour: one of the palette by its number, or ink, or what stands back. */
export type Tone = number | 'ink' | 'muted';

/** An axis; `min` lies at the left or the bottom, so that `min > max` turns it round. */
export interface Axis {
  /** With its unit. */
  title: string;
  min: number;
  max: number;
  ticks: readonly Tick[];
  /** Ticks are names of categories. */
  isBand?: boolean;
}

export interface Tick {
  at: number;
  label: string;
}

type Pairs = readonly (readonly [x: number, y: number])[];

/** A rectangle; `shade` from 0 to 1 says how strong it is, `label` stands in its middle. */
export interface Box {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  shade?: number;
  label?: string;
}

/** What is drawn, in the axes' units. */
export type Mark =
  | { kind: 'line'; points: Pairs; tone: Tone; isDashed?: boolean }
  /** The area between two lines. */
  | { kind: 'band'; points: readonly (readonly [x: number, low: number, high: number])[]; tone: Tone }
  /** `shades` colours each from low (0) to high (1); NaN stands back. */
  | { kind: 'points'; points: Pairs; tone: Tone; radius?: number; shades?: readonly number[] }
  | { kind: 'boxes'; boxes: readonly Box[]; tone: Tone; grows: 'right' | 'up' | 'cell' }
  /** From one end to the other, along x at `at` of y, or the other way round. */
  | {
      kind: 'intervals';
      along: 'x' | 'y';
      intervals: readonly { low: number; high: number; at: number }[];
      tone: Tone;
    };

/** A plot, worked out: what SVG, PNG and the terminal draw alike. */
export interface Figure {
  title: string;
  subtitle: string | null;
  x: Axis;
  y: Axis;
  /** The later ones lie on top. */
  marks: readonly Mark[];
  /** Left out of the picture where there is one entry or none. */
  legend: readonly { label: string; tone: Tone; isDashed?: boolean }[];
  /** Words at the ends of the colour scale of shaded points. */
  shades?: readonly [low: string, high: string];
  shape: 'square' | 'wide' | 'rows';
}
