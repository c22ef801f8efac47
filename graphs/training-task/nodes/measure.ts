import { join } from 'node:path';
import {
  type Candidate,
  type FoldPlan,
  loadCandidates,
  type Recipe,
  saveCandidate,
  type TrainingData,
  tryRecipe,
} from '../../../src/automl/index.ts';
import { InterruptedError, LimitError, OpsmithError, StorageError } from '../../../src/errors/index.ts';
import { secondsLeft, secondsToJudgement } from '../budget.ts';
import type { TaskContext } from '../context.ts';
import type { PhaseName } from '../phases.ts';
import type { CandidateEntry, MeasuredWith, QueuedRecipe, TaskState } from '../state.ts';

/** What candidates of one generation share: the same rows, the same folds, and what was tried before. */
export interface Bench {
  data: TrainingData;
  folds: FoldPlan;
  /** Where its candidates are kept. */
  folder: string;
  /** Candidates by the ids of their recipes, also those that an attempt before this one came to. */
  known: Map<string, Candidate>;
}

/** Share of the time until judgement, and seconds whatever that is. */
const mostForFirst = 0.7;
const leastForFirst = 3;

const benches = new WeakMap<object, Map<string, Promise<Bench>>>();

/** The bench of a generation; made once a session. */
export function benchOf(measured: MeasuredWith, { session }: Pick<TaskContext, 'session'>): Promise<Bench> {
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
    const { planFolds } = await import('../../../src/automl/index.ts');
    const training = await session.training(request, given);
    const folds = planFolds(training, { seed: request.seed });
    const folder = join(session.folder, `candidates-${generation}`);
    const kept = await loadCandidates(folder, training, folds);
    return { data: training, folds, folder, known: new Map(kept.map((each) => [each.id, each])) };
  }
}

/**
 * Tries a recipe on the bench's folds and keeps what came out as a file before anybody hears of it; one that is kept already is not tried again. One that
 * cannot be trained, or not in time, is told of by its `error`.
 *
 * @throws InterruptedError when the run is stopped; StorageError where the candidate cannot be kept
 */
export async function measure(
  queued: QueuedRecipe,
  measured: MeasuredWith,
  context: TaskContext,
  phase: PhaseName,
): Promise<CandidateEntry> {
  const bench = await benchOf(measured, context);
  const recipe = queued.recipe as Recipe;
  const entry = { ...queued, generation: measured.generation, recipe };
  const known = bench.known.get(recipe.id);
  if (known !== undefined) return { ...entry, ...figuresOf(known) };
  const began = performance.now();
  try {
    const candidate = await context.slots.use(() => attempt(recipe, bench, measured, context, phase));
    await saveCandidate(bench.folder, bench.data, bench.folds, candidate);
    bench.known.set(candidate.id, candidate);
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
  phase: PhaseName,
): Promise<Candidate> {
  // Until something is known, a candidate may take most of the time that there is: one model is better than none.
  const isFirst = size === 0;
  const patience = isFirst
    ? Math.max(leastForFirst, mostForFirst * secondsToJudgement(measured, context))
    : 0;
  const left = Math.max(secondsLeft(phase, measured, context), patience);
  if (left <= 0) throw new LimitError('automl.time', 'The time for it was over before it began.');
  return tryRecipe({
    data,
    recipe,
    folds,
    seed: measured.request.seed,
    threads: context.threads,
    signal: context.signal,
    timeLimitMs: left * 1_000,
    killAfterMs: left * 1_100 + 200,
  });
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
