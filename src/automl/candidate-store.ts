import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readPackedFile, writePackedFile } from '../artifact/index.ts';
import { StorageError, toError } from '../errors/index.ts';
import type { Candidate } from './candidate.ts';
import type { FoldPlan } from './plan-folds.ts';
import { RecipeSchema } from './recipes/recipe.ts';
import type { TrainingData } from './training-data.ts';

/** What every kept candidate has; predictions are checked by the number of rows. */
const Kept = z.looseObject({
  format: z.literal('opsmith-candidate'),
  version: z.literal(1),
  fingerprint: z.string(),
  folds: z.string(),
  candidate: z.looseObject({ id: z.string(), recipe: RecipeSchema, metric: z.string(), score: z.number() }),
});

const suffix = '.candidate';

/**
 * Keeps a candidate in a folder, which is made. The file appears whole or not at all, and on the disk before this ends.
 *
 * @throws StorageError `not-written` when the disk is full, say
 */
export async function saveCandidate(
  folder: string,
  data: TrainingData,
  folds: FoldPlan,
  candidate: Candidate,
): Promise<void> {
  const kept = {
    format: 'opsmith-candidate',
    version: 1,
    fingerprint: data.fingerprint,
    folds: folds.key,
    candidate,
  };
  try {
    await writePackedFile(join(folder, `${candidate.id}${suffix}`), kept);
  } catch (cause) {
    throw new StorageError(
      'not-written',
      `The candidate ${candidate.id} could not be kept in ${folder}: ${toError(cause).message}`,
      { cause },
    );
  }
}

/** The candidates that were kept for the same data and folds, by their ids. What is of others, half written or damaged is passed over; no folder, none. */
export async function loadCandidates(
  folder: string,
  data: TrainingData,
  folds: FoldPlan,
): Promise<Candidate[]> {
  const names = await readdir(folder).catch(() => []);
  const candidates: Candidate[] = [];
  for (const name of names.sort()) {
    if (!name.endsWith(suffix) || name.startsWith('.')) continue;
    const candidate = readCandidate(await readPackedFile(join(folder, name)).catch(() => null), data, folds);
    if (candidate !== null) candidates.push(candidate);
  }
  return candidates;
}

function readCandidate(parsed: unknown, data: TrainingData, folds: FoldPlan): Candidate | null {
  const kept = Kept.safeParse(parsed);
  if (!kept.success || kept.data.fingerprint !== data.fingerprint || kept.data.folds !== folds.key)
    return null;
  const candidate = kept.data.candidate as unknown as Candidate;
  const { predictions, metric } = candidate;
  const rows =
    predictions?.task === 'regression' ? predictions.values.length : predictions?.probabilities?.[0]?.length;
  return rows === data.table.rows && metric === data.problem.metric ? candidate : null;
}
