import { availableParallelism } from 'node:os';
import { type Member, type TrainedModel, typicalRows } from '../../artifact/index.ts';
import { LimitError } from '../../errors/index.ts';
import { inCandidateThread } from '../threads/candidate-threads.ts';
import type { TrainingData } from '../training-data.ts';
import type { Ensemble } from './choose-ensemble.ts';

export interface FitFinalOptions {
  data: TrainingData;
  ensemble: Pick<Ensemble, 'members' | 'calibration' | 'threshold'> & { stack?: Ensemble['stack'] };
  seed?: number;
  /** Members at the same time; left out: one a core. */
  parallel?: number | undefined;
  /** Refuses what ONNX can't express. */
  exportable?: boolean;
  signal?: AbortSignal | undefined;
  /** After that, members that are not done are left out, and the others have their say; the first one is waited for. */
  budgetMs?: number | undefined;
  /** Whether one member is waited for, however long it takes. */
  mustFit?: boolean;
  onMember?: ((done: number, of: number) => void) | undefined;
}

/** What came of it. */
export interface FinalModel {
  model: TrainedModel;
  /** Ids of the recipes of members that were not done in time. */
  leftOut: string[];
}

/** More rows are learned from than in a fold, so that a few more iterations are worth having. */
const moreIterations = 1.05;

/**
 * Fits the members of an ensemble on all rows, with the iterations that early stopping found on the folds.
 *
 * @throws InterruptedError when the signal fires; LimitError `automl.time` where not one was fitted in time and none must be; InputError as pipelines and estimators do, `not-exportable` among them
 */
export async function fitFinal(options: FitFinalOptions): Promise<FinalModel> {
  const { data, ensemble, seed = 0, exportable = true, signal, budgetMs, mustFit = true } = options;
  const { members } = ensemble;
  const cores = options.parallel ?? availableParallelism();
  const lanes = Math.max(1, Math.min(cores, members.length));
  /** Few members leave cores idle. */
  const threads = Math.max(1, Math.floor(cores / lanes));
  const fitted: (Omit<Member, 'weight'> | null)[] = members.map(() => null);
  const ending = new AbortController();
  let isLate = false;
  const endIfLate = (): void => {
    if (isLate && (!mustFit || fitted.some((own) => own !== null))) ending.abort();
  };
  const clock =
    budgetMs === undefined
      ? undefined
      : setTimeout(
          () => {
            isLate = true;
            endIfLate();
          },
          Math.max(0, budgetMs),
        );
  const both = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
  const waiting = [...members.keys()];
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
      const { recipe, iterations } = members[place]!;
      const job = {
        ...{ table: data.table, target: data.target, recipe, threads, exportable },
        iterations: iterations === null ? null : Math.max(1, Math.round(moreIterations * iterations)),
        seed: seed + 31 * place,
      };
      try {
        fitted[place] = await inCandidateThread({ kind: 'fit', job }, { signal: both });
      } catch (thrown) {
        if (ending.signal.aborted && !signal?.aborted) return;
        throw thrown;
      }
      options.onMember?.(++done, members.length);
      endIfLate();
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    clearTimeout(clock);
  }
  if (fitted.every((own) => own === null))
    throw new LimitError('automl.time', 'Not one model was fitted on all rows in time.');
  return {
    model: trainedModelOf({ data, ensemble, fitted, seed }),
    leftOut: members.flatMap(({ recipe }, place) => (fitted[place] ? [] : [recipe.id])),
  };
}

/** An ensemble's members, as far as they were fitted (null where not), as one model. */
export function trainedModelOf({
  data,
  ensemble,
  fitted,
  seed = 0,
}: Pick<FitFinalOptions, 'data' | 'ensemble' | 'seed'> & {
  fitted: readonly (Omit<Member, 'weight'> | null)[];
}): TrainedModel {
  const kept = ensemble.members.flatMap(({ weight }, place): Member[] => {
    const own = fitted[place];
    return own ? [{ weight, ...own }] : [];
  });
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return {
    task: data.target.task,
    target: data.problem.target,
    classes: data.problem.classes,
    members: kept.map((member) => ({ ...member, weight: member.weight / total })),
    // Without one of the members there is nothing to stack: the others are averaged.
    stack: kept.length === ensemble.members.length ? (ensemble.stack ?? null) : null,
    calibration: ensemble.calibration,
    threshold: ensemble.threshold,
    typical: typicalRows(data.table, kept, { seed }),
  };
}
