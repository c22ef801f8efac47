import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPackedFile, type TrainedModel, writePackedFile } from '../../src/artifact/index.ts';
import type { Ensemble } from '../../src/automl/index.ts';
import { InternalError } from '../../src/errors/index.ts';

/** What a round ends in, as a file: the state only knows that it is there. */
export interface RoundFiles {
  model: TrainedModel;
  ensemble: Ensemble;
}

/** A candidate's model of the first fold: where nothing is fitted on all training rows in time, it is what the task ends with. */
export interface EarlyModel {
  /** The candidate's. */
  id: string;
  /** The candidate's, on the folds. */
  score: number;
  model: TrainedModel;
}

function roundPath(folder: string, round: number): string {
  return join(folder, `round-${round}`, 'round.packed');
}

function earlyPath(folder: string, generation: number): string {
  return join(folder, `round-early-${generation}.packed`);
}

/** Keeps a generation's early model. */
export async function saveEarly(folder: string, generation: number, early: EarlyModel): Promise<void> {
  await writePackedFile(earlyPath(folder, generation), early);
}

/** A generation's early model; null where there is none. */
export async function loadEarly(folder: string, generation: number): Promise<EarlyModel | null> {
  const path = earlyPath(folder, generation);
  return existsSync(path) ? ((await readPackedFile(path)) as EarlyModel) : null;
}

/** Keeps a round's model and what it was made of. */
export async function saveRound(folder: string, round: number, files: RoundFiles): Promise<void> {
  await writePackedFile(roundPath(folder, round), files);
}

/** A round's model and what it was made of. */
export async function loadRound(folder: string, round: number): Promise<RoundFiles> {
  const path = roundPath(folder, round);
  if (!existsSync(path)) throw new InternalError(`Round ${round} in ${folder} has no model.`);
  return (await readPackedFile(path)) as RoundFiles;
}
