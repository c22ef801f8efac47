import { join } from 'node:path';
import type { TrainedModel } from '../../../src/artifact/index.ts';
import {
  type Candidate,
  chooseEnsemble,
  createRecipe,
  type FoldPlan,
  loadCandidates,
  planningFolds,
  type Recipe,
  saveCandidate,
  type TrainingData,
  trainedModelOf,
  tryRecipe,
} from '../../../src/automl/index.ts';
import { takeTableRows } from '../../../src/data/index.ts';
import {
  InputError,
  InterruptedError,
  LimitError,
  OpsmithError,
  StorageError,
} from '../../../src/errors/index.ts';
import { defaultPlan } from '../../../src/features/index.ts';
import type { SplitStrategy } from '../../../src/train/index.ts';
import { aTurn, inTurns } from '../../../src/turns/index.ts';
import { secondsLeft, secondsToJudgement } from '../budget.ts';
import type { TaskContext } from '../context.ts';
import { isExportable } from '../exportable.ts';
import { affordableFolds, type FoldSettings, readFoldSettings, writeFoldSettings } from '../fold-settings.ts';
import type { PhaseName } from '../phases.ts';
import { loadEarly, saveEarly } from '../round-files.ts';
import { readSplit, strategyFor } from '../row-split.ts';
import type { CandidateEntry, MeasuredWith, QueuedRecipe, TaskState } from '../state.ts';
import { withoutSteps } from './plans.ts';

/** What candidates of one generation share: the same rows, the same folds, and what was tried before. */
export interface Bench {
  data: TrainingData;
  folds: FoldPlan;
  /** Where its candidates are kept. */
  folder: string;
  /** Candidates by the ids of their recipes, also those that an attempt before this one came to. */
  known: Map<string, Candidate>;
  /** The score of the candidate whose first fold's model is kept. */
  earlyScore: number | null;
  /** Settles when that model is kept: one is written at a time, since each is several files. */
  earlyKept: Promise<void>;
}

/** Values of a table, times the trees of an iteration, below which folds are never too many. */
const smallWork = 60_000;
/** Share of the time until judgement that measuring one fold may take. */
const probeShare = 0.1;
/** Share of the time until judgement, and seconds whatever that is. */
const mostForFirst = 0.6;
const leastForFirst = 1;
/** The same for boosting on a single holdout, which ends by then with the trees that it has, so that others come to be tried. */
const enoughForFirst = 0.2;
/** Seconds that a thread takes to start and to hand over a model. */
const handingOver = 0.3;
/** What looks at no feature takes no time, but a thread may have to be started for it. */
const secondsForDummy = 30;

const benches = new WeakMap<object, Map<string, Promise<Bench>>>();

/** The bench of a generation; made once a session. */
export function benchOf(
  measured: MeasuredWith,
  { session, signal }: Pick<TaskContext, 'session'> & { signal?: AbortSignal },
): Promise<Bench> {
  const { request, metric, dropped, generation } = measured;
  const given = { metric, dropped };
  const key = JSON.stringify([generation, given]);
  const own = benches.get(session) ?? new Map<string, Promise<Bench>>();
  benches.set(session, own);
  let bench = own.get(key);
  if (bench === undefined) {
    bench = openBench();
    own.clear();
    own.set(key, bench);
  }
  return bench;

  async function openBench(): Promise<Bench> {
    const training = await session.training(request, given);
    const strategy = await foldStrategy(training);
    await aTurn(signal);
    const usual = await inTurns(planningFolds(training, { seed: request.seed, strategy }), signal);
    await aTurn(signal);
    const settings = await foldSettings(usual, training);
    const folds =
      settings === null
        ? usual
        : await inTurns(planningFolds(training, { seed: request.seed, strategy, ...settings }), signal);
    const folder = join(session.folder, `candidates-${generation}`);
    await aTurn(signal);
    const kept = await loadCandidates(folder, training, folds);
    const known = new Map(kept.map((each) => [each.id, each]));
    const early = kept.length === 0 ? null : await loadEarly(session.folder, generation);
    return {
      data: training,
      folds,
      folder,
      known,
      earlyScore: early?.score ?? null,
      earlyKept: Promise.resolve(),
    };
  }

  /** By time or group as the validator's rows were set aside; otherwise as suits the data. */
  async function foldStrategy(data: TrainingData): Promise<SplitStrategy | undefined> {
    const split = readSplit(session.folder);
    if (split?.by !== 'time' && split?.by !== 'group') return undefined;
    const { training: held } = await session.held(request);
    return strategyFor(split, takeTableRows(held, data.rows), request);
  }

  /** Settled once a task, by what one fold takes; where that is much, there are fewer of them. */
  async function foldSettings(usual: FoldPlan, data: TrainingData): Promise<FoldSettings> {
    const settled = readFoldSettings(session.folder);
    if (settled !== undefined) return settled;
    const { folds } = request.choices;
    if (folds !== undefined) {
      const asked = { parts: folds, repeats: 1 };
      writeFoldSettings(session.folder, asked);
      return asked;
    }
    const seconds = secondsToJudgement(measured, { session });
    const isLeast = usual.parts * usual.repeats === 1;
    const found = isLeast || isSmall(data) ? null : affordableFolds(usual, await secondsOfFold(), seconds);
    writeFoldSettings(session.folder, found);
    return found;

    async function secondsOfFold(): Promise<number> {
      const [first] = usual.folds;
      const recipe = referenceRecipe(data);
      const most = probeShare * seconds;
      const began = performance.now();
      await tryRecipe({
        data,
        recipe,
        folds: { ...usual, folds: [first!] },
        seed: request.seed,
        signal,
        timeLimitMs: 1_000 * most,
        killAfterMs: 1_200 * most,
      }).catch((thrown) => {
        if (!(thrown instanceof LimitError) && !(thrown instanceof InputError)) throw thrown;
      });
      return (performance.now() - began) / 1_000;
    }
  }
}

/** Whether folds take so little that their time need not be measured. */
function isSmall({ table, target }: TrainingData): boolean {
  const trees = target.task === 'classification' && target.classes.length > 2 ? target.classes.length : 1;
  return table.rows * table.columns.length * trees < smallWork;
}

/** One gradient boosting at its defaults, which every crew has to beat. */
export function referenceRecipe(data: TrainingData, without: readonly string[] = []): Recipe {
  const whole = defaultPlan(data.table, null, { models: 'trees', exportable: isExportable(data) });
  const plan = withoutSteps(whole, without);
  return createRecipe({ family: 'gradient-boosting', plan, origin: 'reference' });
}

/**
 * Tries a recipe on the bench's folds and keeps what came out as a file before anybody hears of it; one that is kept already is not tried again. One that
 * cannot be trained, or not in time, is told of by its `error`.
 *
 * @param options.isNeeded time that is over is lent to it
 * @param options.least seconds that it is lent then
 * @throws InterruptedError when the run is stopped; StorageError where the candidate cannot be kept
 */
export async function measure(
  queued: QueuedRecipe,
  measured: MeasuredWith,
  context: TaskContext,
  phase: PhaseName,
  { isNeeded = false, least = 0 }: { isNeeded?: boolean; least?: number } = {},
): Promise<CandidateEntry> {
  const bench = await benchOf(measured, context);
  const recipe = queued.recipe as Recipe;
  const entry = { ...queued, generation: measured.generation, recipe };
  const known = bench.known.get(recipe.id);
  if (known !== undefined) return { ...entry, ...figuresOf(known) };
  const began = performance.now();
  try {
    const { candidate, first } = await context.slots.use(() =>
      attempt(recipe, bench, measured, context, {
        phase,
        isNeeded,
        lent: isNeeded || queued.origin === 'reference' ? Math.max(leastForFirst, least) : 0,
      }),
    );
    await saveCandidate(bench.folder, bench.data, bench.folds, candidate);
    bench.known.set(candidate.id, candidate);
    // Before columns are settled nothing is worth keeping but the candidate itself.
    if (phase !== 'collect') await keepEarly(candidate, first, bench, measured, context);
    return { ...entry, ...figuresOf(candidate) };
  } catch (thrown) {
    const isOurs = thrown instanceof OpsmithError;
    if (!isOurs || thrown instanceof InterruptedError || thrown instanceof StorageError) throw thrown;
    if (thrown instanceof LimitError && thrown.limit !== 'automl.time') throw thrown;
    const seconds = (performance.now() - began) / 1_000;
    return { ...entry, score: null, foldScores: [], trainScore: null, seconds, error: thrown.message };
  }
}

async function attempt(
  recipe: Recipe,
  { data, folds, known: { size } }: Bench,
  measured: MeasuredWith,
  context: TaskContext,
  { phase, isNeeded, lent }: { phase: PhaseName; isNeeded: boolean; lent: number },
): Promise<{ candidate: Candidate; first: FirstFit | null }> {
  // Until something is known, a candidate may take most of the time that there is: one model is better than none. Time that is over is lent to few.
  const isFirst = size === 0 || isNeeded;
  const patience = isFirst ? Math.max(lent, mostForFirst * secondsToJudgement(measured, context)) : 0;
  const least = recipe.family === 'dummy' ? secondsForDummy : patience;
  const own = secondsLeft(phase, measured, context);
  const left = Math.max(own, least);
  if (left <= 0) throw new LimitError('automl.time', 'The time for it was over before it began.');
  const endsByClock = recipe.family === 'gradient-boosting' && folds.folds.length === 1;
  const enough = endsByClock
    ? Math.max(own, leastForFirst, enoughForFirst * secondsToJudgement(measured, context))
    : left;
  let first: FirstFit | null = null;
  const candidate = await tryRecipe({
    data,
    recipe,
    folds,
    seed: measured.request.seed,
    threads: context.threads,
    signal: context.signal,
    // What ends by the clock still has to hand over what it has come to.
    timeLimitMs: (Math.min(left, enough) - (endsByClock ? Math.min(handingOver, left / 4) : 0)) * 1_000,
    killAfterMs: left * 1_100 + 200,
    onFirst: (own) => {
      first = own;
    },
  });
  return { candidate, first };
}

type FirstFit = Omit<TrainedModel['members'][number], 'weight'>;

/** Keeps the first fold's model of the best candidate so far: where nothing is fitted on all rows in time, there is a model all the same. */
async function keepEarly(
  candidate: Candidate,
  first: FirstFit | null,
  bench: Bench,
  { request, generation }: MeasuredWith,
  { session, signal }: TaskContext,
): Promise<void> {
  const { data, earlyScore } = bench;
  if (first === null || !isBetter(candidate.score, earlyScore, data.problem.lowerIsBetter)) return;
  bench.earlyScore = candidate.score;
  const { seed } = request;
  await aTurn(signal);
  const ensemble = await chooseEnsemble({ data, candidates: [candidate], calibrate: false, seed, signal });
  await aTurn(signal);
  const model = trainedModelOf({ data, ensemble, fitted: [first], seed });
  await aTurn(signal);
  const { id, score } = candidate;
  bench.earlyKept = bench.earlyKept.then(async () => {
    // A better one may have come in the meantime.
    if (bench.earlyScore === score) await saveEarly(session.folder, generation, { id, score, model });
  });
  await bench.earlyKept;
}

function figuresOf({ score, foldScores, trainScore, seconds }: Candidate) {
  const known = foldScores.filter((each): each is number => each !== null);
  return { score, foldScores: known, trainScore, seconds, error: null };
}

/** The candidates that count: of this generation, and with a score. */
export function standing(
  state: Pick<TaskState, 'candidates' | 'generation'>,
): (CandidateEntry & { score: number })[] {
  return state.candidates.filter(
    (entry): entry is CandidateEntry & { score: number } =>
      entry.generation === state.generation && entry.score !== null,
  );
}

/** Whether a score is better than another, null being worse than all. */
export function isBetter(score: number | null, than: number | null, lowerIsBetter: boolean): boolean {
  if (score === null) return false;
  return than === null || (lowerIsBetter ? score < than : score > than);
}

/** The best of some entries by their scores; undefined where none has one. */
export function bestOf<Entry extends { score: number | null }>(
  entries: readonly Entry[],
  lowerIsBetter: boolean,
): Entry | undefined {
  return entries.reduce<Entry | undefined>(
    (best, entry) => (isBetter(entry.score, best?.score ?? null, lowerIsBetter) ? entry : best),
    undefined,
  );
}

/** Tells of a candidate as an event. */
export function tell(
  entry: CandidateEntry,
  metric: string,
  { log, step }: TaskContext,
  isBest: boolean,
): void {
  const { id, family, origin, score, seconds } = entry;
  log.emit({ type: 'candidate', step, candidate: id, family, origin, metric, score, seconds, isBest });
}
