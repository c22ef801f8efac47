import { availableParallelism } from 'node:os';
import { InterruptedError, LimitError, OpsmithError } from '../../errors/index.ts';
import { type Candidate, lossOf } from '../candidate.ts';
import type { FoldPlan } from '../plan-folds.ts';
import { type Kit, kitsFor } from '../recipes/kits.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { TrainingData } from '../training-data.ts';
import { tryRecipe } from '../try-recipe.ts';
import { createProposer, type SamplerName } from './proposer.ts';
import type { SearchTrial } from './trial.ts';

export interface SearchOptions {
  data: TrainingData;
  folds: FoldPlan;
  /** Tried first, in that order: a portfolio, or what was best on like data. */
  recipes?: readonly Recipe[];
  /** What is searched after them; nothing where empty. Left out: those that fit the data. */
  kits?: readonly Kit[];
  sampler?: SamplerName;
  /** Wall clock from the call on; trials that run then are ended. */
  budgetMs?: number | undefined;
  /** In all, earlier ones too. */
  maxTrials?: number | undefined;
  /** Trials at the same time; left out: one a core. */
  parallel?: number | undefined;
  /** Of each trial. */
  threads?: number;
  /** What was tried before the search was cut short; not tried again. */
  earlier?: readonly SearchTrial[];
  /** The candidates of earlier trials, as far as they were kept. */
  candidates?: readonly Candidate[];
  /** How many candidates are kept, the best ones. */
  keep?: number;
  /** Of one trial; left out: a quarter of the budget, at least five seconds. */
  trialLimitMs?: number | undefined;
  exportable?: boolean;
  seed?: number;
  signal?: AbortSignal | undefined;
  /** Of the training rows that folds learn from, for the record. */
  rowShare?: number;
  /** How much of the budget is to be left by the candidates so far: to fit them at last, say. */
  reserveMs?: ((candidates: readonly Candidate[]) => number) | undefined;
  onStart?: ((number: number, recipe: Recipe) => void) | undefined;
  /** Awaited: what it saves is saved before the next trial. */
  onTrial?: ((trial: SearchTrial, candidate: Candidate | null) => void | Promise<void>) | undefined;
}

export interface SearchResult {
  /** Earlier ones too, in the order in which they ended. */
  trials: SearchTrial[];
  /** The best first. */
  candidates: Candidate[];
  endedBy: 'trials' | 'time' | 'nothing-new';
}

/**
 * Tries recipes, several at a time, until the budget is spent: first those that are given, then what a sampler proposes by what came of the others. Each
 * trial is recorded, failed ones too.
 *
 * @throws InterruptedError when the signal fires: trials that were reported stay
 */
export async function search(options: SearchOptions): Promise<SearchResult> {
  const { data, budgetMs, maxTrials = Number.POSITIVE_INFINITY, signal, keep = 40 } = options;
  const end = performance.now() + (budgetMs ?? Number.POSITIVE_INFINITY);
  const deadline = (): number => end - (options.reserveMs?.(candidates) ?? 0);
  const kits = options.kits ?? kitsFor(data, options);
  const proposer = createProposer(kits, options.seed ?? 0, options.sampler);
  const trials = [...(options.earlier ?? [])];
  const isKnown = new Set(trials.map(({ recipe }) => recipe.id));
  const waiting = (options.recipes ?? []).filter(({ id }) => !isKnown.has(id));
  const pending: Recipe[] = [];
  const { lowerIsBetter } = data.problem;
  let candidates = [...(options.candidates ?? [])];
  let begun = trials.length;
  let endedBy: SearchResult['endedBy'] = 'nothing-new';

  const next = (): Recipe | null => {
    if (begun >= maxTrials) endedBy = 'trials';
    else if (performance.now() >= deadline()) endedBy = 'time';
    else return waiting.shift() ?? proposer.propose(trials, pending);
    return null;
  };
  const lane = async (): Promise<void> => {
    for (let recipe = next(); recipe !== null; recipe = next()) {
      pending.push(recipe);
      const number = begun++;
      options.onStart?.(number, recipe);
      const { trial, candidate } = await attempt(options, { number, recipe, deadline: deadline() });
      pending.splice(pending.indexOf(recipe), 1);
      trials.push(trial);
      if (candidate !== null)
        candidates = [...candidates, candidate]
          .sort((one, other) => lossOf(one, lowerIsBetter) - lossOf(other, lowerIsBetter))
          .slice(0, keep);
      await options.onTrial?.(trial, candidate);
    }
  };
  if (signal?.aborted) throw new InterruptedError();
  const lanes = Math.max(1, Math.min(options.parallel ?? availableParallelism(), maxTrials - begun));
  await Promise.all(Array.from({ length: lanes }, lane));
  return { trials, candidates, endedBy };
}

/** @throws what is no matter of the recipe: InterruptedError, errors of ours */
async function attempt(
  options: SearchOptions,
  { number, recipe, deadline }: { number: number; recipe: Recipe; deadline: number },
): Promise<{ trial: SearchTrial; candidate: Candidate | null }> {
  const { data, folds, seed = 0, threads = 1, signal, rowShare = 1 } = options;
  const began = performance.now();
  const left = deadline - began;
  const limit = options.trialLimitMs ?? Math.max(5_000, (options.budgetMs ?? Number.POSITIVE_INFINITY) / 4);
  const finite = (ms: number): number | undefined => (Number.isFinite(ms) ? ms : undefined);
  const record = (outcome: Pick<SearchTrial, 'status' | 'score' | 'loss' | 'message'>): SearchTrial => ({
    number,
    recipe,
    ...outcome,
    seconds: (performance.now() - began) / 1_000,
    rowShare,
  });
  try {
    const candidate = await tryRecipe({
      data,
      recipe,
      folds,
      seed,
      threads,
      signal,
      timeLimitMs: finite(Math.min(limit, left)),
      killAfterMs: finite(Math.min(2 * limit, left)),
    });
    const loss = lossOf(candidate, data.problem.lowerIsBetter);
    return { candidate, trial: record({ status: 'done', score: candidate.score, loss, message: null }) };
  } catch (thrown) {
    if (thrown instanceof InterruptedError || !(thrown instanceof OpsmithError)) throw thrown;
    const status = thrown instanceof LimitError ? 'late' : 'failed';
    return { candidate: null, trial: record({ status, score: null, loss: null, message: thrown.message }) };
  }
}
