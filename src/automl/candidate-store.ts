import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StorageError, toError } from '../errors/index.ts';
import { packed, unpacked } from '../train/index.ts';
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

const suffix = '.candidate.json';

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
  const text = JSON.stringify({
    format: 'opsmith-candidate',
    version: 1,
    fingerprint: data.fingerprint,
    folds: folds.key,
    candidate: packed(candidate),
  });
  const name = `${candidate.id}${suffix}`;
  const draft = join(folder, `.${name}.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(draft, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, join(folder, name));
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
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
    const candidate = readCandidate(await readFile(join(folder, name), 'utf8').catch(() => ''), data, folds);
    if (candidate !== null) candidates.push(candidate);
  }
  return candidates;
}

function readCandidate(text: string, data: TrainingData, folds: FoldPlan): Candidate | null {
  let parsed: unknown;
  try {
    parsed = unpacked(JSON.parse(text));
  } catch {
    return null;
  }
  const kept = Kept.safeParse(parsed);
  if (!kept.success || kept.data.fingerprint !== data.fingerprint || kept.data.folds !== folds.key)
    return null;
  const candidate = kept.data.candidate as unknown as Candidate;
  const { predictions, metric } = candidate;
  const rows =
    predictions?.task === 'regression' ? predictions.values.length : predictions?.probabilities?.[0]?.length;
  return rows === data.table.rows && metric === data.problem.metric ? candidate : null;
}
