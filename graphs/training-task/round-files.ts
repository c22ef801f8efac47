import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  loadTrainedModel,
  readTrainedFiles,
  type TrainedModel,
  writeTrainedFiles,
} from '../../src/artifact/index.ts';
import type { Ensemble } from '../../src/automl/index.ts';
import { InternalError } from '../../src/errors/index.ts';
import { packed, unpacked } from '../../src/train/index.ts';
import { readJson, writeWhole } from './folder.ts';

/** What a round ends in, as files: the state only knows that they are there. */
export interface RoundFiles {
  model: TrainedModel;
  ensemble: Ensemble;
}

function pathsOf(folder: string, round: number) {
  const own = join(folder, `round-${round}`);
  return { model: join(own, 'trained-model.json'), ensemble: join(own, 'ensemble.json') };
}

/** A candidate's model of the first fold: where nothing is fitted on all training rows in time, it is what the task ends with. */
export interface EarlyModel {
  /** The candidate's. */
  id: string;
  /** The candidate's, on the folds. */
  score: number;
  model: TrainedModel;
}

function earlyPath(folder: string, generation: number): string {
  return join(folder, `round-early-${generation}.json`);
}

function earlyModelPath(folder: string, generation: number): string {
  return join(folder, `round-early-${generation}.model.json`);
}

/** Keeps a generation's early model. */
export function saveEarly(folder: string, generation: number, { model, ...about }: EarlyModel): void {
  writeTrainedFiles(earlyModelPath(folder, generation), model);
  // Last: it is what says that there is one.
  writeWhole(earlyPath(folder, generation), JSON.stringify(about));
}

/** A generation's early model; null where there is none. */
export function loadEarly(folder: string, generation: number): EarlyModel | null {
  const kept = readJson(earlyPath(folder, generation)) as
    | (Omit<EarlyModel, 'model'> & { model?: string })
    | null;
  if (kept === null) return null;
  // Runs of earlier versions have the model inside.
  const { model, ...about } = kept;
  return {
    ...about,
    model:
      model === undefined ? readTrainedFiles(earlyModelPath(folder, generation)) : loadTrainedModel(model),
  };
}

/** Keeps a round's model and what it was made of. */
export function saveRound(folder: string, round: number, { model, ensemble }: RoundFiles): void {
  const paths = pathsOf(folder, round);
  writeWhole(paths.ensemble, JSON.stringify(packed(ensemble)));
  writeTrainedFiles(paths.model, model);
}

/** A round's model and what it was made of. */
export function loadRound(folder: string, round: number): RoundFiles {
  const paths = pathsOf(folder, round);
  if (!existsSync(paths.model)) throw new InternalError(`Round ${round} in ${folder} has no model.`);
  return {
    model: readTrainedFiles(paths.model),
    ensemble: unpacked(JSON.parse(readFileSync(paths.ensemble, 'utf8'))) as Ensemble,
  };
}
