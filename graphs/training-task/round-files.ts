import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTrainedModel, saveTrainedModel, type TrainedModel } from '../../src/artifact/index.ts';
import type { Ensemble } from '../../src/automl/index.ts';
import { InternalError } from '../../src/errors/index.ts';
import { packed, unpacked } from '../../src/train/index.ts';
import { writeWhole } from './folder.ts';

/** What a round ends in, as files: the state only knows that they are there. */
export interface RoundFiles {
  model: TrainedModel;
  ensemble: Ensemble;
}

function pathsOf(folder: string, round: number) {
  const own = join(folder, `round-${round}`);
  return { model: join(own, 'trained-model.json'), ensemble: join(own, 'ensemble.json') };
}

/** Keeps a round's model and what it was made of. */
export function saveRound(folder: string, round: number, { model, ensemble }: RoundFiles): void {
  const paths = pathsOf(folder, round);
  writeWhole(paths.ensemble, JSON.stringify(packed(ensemble)));
  writeWhole(paths.model, saveTrainedModel(model));
}

/** A round's model and what it was made of. */
export function loadRound(folder: string, round: number): RoundFiles {
  const paths = pathsOf(folder, round);
  if (!existsSync(paths.model)) throw new InternalError(`Round ${round} in ${folder} has no model.`);
  return {
    model: loadTrainedModel(readFileSync(paths.model, 'utf8')),
    ensemble: unpacked(JSON.parse(readFileSync(paths.ensemble, 'utf8'))) as Ensemble,
  };
}
