import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeWhole } from './folder.ts';

/** Into how many parts rows are dealt, and how often anew; null: as many as suit the number of rows. */
const FoldSettings = z.object({ parts: z.int().min(1), repeats: z.int().min(1) }).nullable();
export type FoldSettings = z.infer<typeof FoldSettings>;

/** The file in which a task keeps them: all of its candidates are judged by the same folds, also after a restart. */
export const foldSettingsName = 'folds.json';

/** What was settled; undefined where nothing was yet. */
export function readFoldSettings(folder: string): FoldSettings | undefined {
  const kept = readJson(join(folder, foldSettingsName));
  return kept === null ? undefined : FoldSettings.parse((kept as { settings: unknown }).settings);
}

/** Keeps what was settled. */
export function writeFoldSettings(folder: string, settings: FoldSettings): void {
  writeWhole(join(folder, foldSettingsName), JSON.stringify({ settings }));
}

/** One candidate may take so much of the time that there is for all of them. */
const mostOfTime = 0.12;

/**
 * Fewer folds where those that suit the rows would take too long: repeats go first, then parts, and a single holdout is the least. Null where the usual ones do.
 *
 * @param foldSeconds what one fold of a gradient boosting at its defaults takes
 * @param seconds that are left for all candidates
 */
export function affordableFolds(
  usual: { parts: number; repeats: number },
  foldSeconds: number,
  seconds: number,
): FoldSettings {
  const fits = (folds: number) => folds * foldSeconds <= mostOfTime * seconds;
  if (fits(usual.parts * usual.repeats)) return null;
  for (const parts of [usual.parts, 3].filter((own) => own <= usual.parts))
    if (fits(parts)) return { parts, repeats: 1 };
  return { parts: 1, repeats: 1 };
}
