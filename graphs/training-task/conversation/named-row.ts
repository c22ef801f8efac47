import type { ActionContext } from '../../../agents/index.ts';

/** A row by its number in the text ("row 12"), or the first that the last answer showed; from 0. */
export function rowNamed(text: string, rows: number, { previous }: ActionContext): number | null {
  const named = /\brow\s+#?(\d+)\b/i.exec(text)?.[1];
  const shownBefore = /^row (\d+)$/.exec(previous?.items?.[0]?.id ?? '')?.[1];
  const number = Number(named ?? shownBefore ?? Number.NaN);
  return Number.isInteger(number) && number >= 1 && number <= rows ? number - 1 : null;
}

/** The row of most doubt; the first where nothing is known of doubts. */
export function mostDoubtful(doubt: Float64Array | null): number {
  if (doubt === null) return 0;
  return doubt.reduce((most, value, row) => (value > doubt[most]! ? row : most), 0);
}
