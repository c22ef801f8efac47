import { availableParallelism, freemem } from 'node:os';
import type { TrainedModel } from '../artifact/index.ts';
import type { Table } from '../data/index.ts';
import { estimatorOf } from '../train/index.ts';
import { inTurns } from '../turns/index.ts';
import { type Candidate, lossOf } from './candidate.ts';
import { loadCandidates, saveCandidate } from './candidate-store.ts';
import { chooseEnsemble, choosingMs, type Ensemble } from './ensemble/choose-ensemble.ts';
import { fitFinal } from './ensemble/fit-final.ts';
import { type FoldPlan, planFolds, shrinkFolds } from './plan-folds.ts';
import { describeProblem, type Problem, type ProblemOptions } from './problem.ts';
import { kitsFor } from './recipes/kits.ts';
import type { Recipe } from './recipes/recipe.ts';
import { baselineRecipe, recipesFor } from './recipes/recipes-for.ts';
import { type SearchOptions, search } from './search/search.ts';
import type { SearchTrial } from './search/trial.ts';
import { type EarlierRun, warmRecipes } from './search/warm-start.ts';
import { factsOf, type TableFacts } from './table-facts.ts';
import { affordableRows, bytesPerValue } from './table-memory.ts';
import { preparingTraining, type TrainingData } from './training-data.ts';
import { tryRecipe } from './try-recipe.ts';

export interface AutomlOptions extends ProblemOptions {
  table: Table;
  /** Rows to learn from; all if left out. */
  rows?: Int32Array | undefined;
  /** Wall clock of the whole call. */
  timeBudgetMs?: number;
  maxTrials?: number | undefined;
  seed?: number;
  /** Candidates at the same time; left out: one a core, fewer where memory is short. */
  parallel?: number | undefined;
  /** Whether only what ONNX can express is tried. */
  exportable?: boolean;
  /** Names of the estimators to try; left out: all that fit the data. */
  families?: readonly string[] | undefined;
  /** Of the folds; left out: by the rows. */
  parts?: number | undefined;
  repeats?: number | undefined;
  /** Rows with the same value there are never torn apart. */
  groups?: string | undefined;
  /** What comes later there is never learned from. */
  time?: string | undefined;
  /** What was best on other tables. */
  earlierRuns?: readonly EarlierRun[];
  /** Memory that a training may take: of a table that needs more, rows are drawn, with a warning. Left out: most of what is free. */
  availableBytes?: number | undefined;
  /** Keeps candidates there, and takes up those that a killed run has left. */
  folder?: string | undefined;
  signal?: AbortSignal | undefined;
  onTrial?: ((trial: SearchTrial, best: number | null) => void) | undefined;
}

export interface AutomlResult {
  problem: Problem;
  facts: TableFacts;
  model: TrainedModel;
  ensemble: Ensemble;
  /** The metric of what looks at no feature, on the same folds. */
  baseline: number;
  /** The best first. */
  candidates: Candidate[];
  trials: SearchTrial[];
  folds: Pick<FoldPlan, 'kind' | 'parts' | 'repeats'>;
  /** Members that were chosen but not fitted in time. */
  leftOut: string[];
  /** For people: that not all rows were learned from, and why. */
  warnings: string[];
  seconds: { search: number; ensemble: number; fit: number };
}

/** Members of an ensemble at most, by which the time to fit them is reckoned. */
const mostMembers = 8;
/** Searching long by few rows only learns their noise. */
const trialsForRows = [
  [300, 40],
  [1_000, 80],
  [3_000, 200],
] as const;
/** From that many rows on, recipes are first compared on a part of them. */
const manyRows = 100_000;
/** And that is the part. */
const rowsForRanking = 15_000;
/** Threads that are ended with the search have to be started again. */
const threadStartMs = 1_000;
/** Of the budget, to fit members that are nearly done. */
const grace = 0.04;

/**
 * Learns a model by a time budget: recipes are judged on folds, the best are searched around, what errs apart is blended, and all is fitted at last on
 * every row. The budget is kept within a tenth, unless a single model takes longer.
 *
 * @throws InputError as `describeProblem` and `planFolds` do, `unknown-estimator`, `no-candidates`, `too-large`; LimitError `automl.time`; InterruptedError when the
 * signal fires
 */
export async function automl(options: AutomlOptions): Promise<AutomlResult> {
  const { table, timeBudgetMs = 60_000, seed = 0, exportable = true, signal, folder } = options;
  const began = performance.now();
  const left = (): number => timeBudgetMs - (performance.now() - began);
  const problem = describeProblem(table, options);
  const { rows, warning } = affordableRows(
    { table, problem, rows: options.rows },
    { availableBytes: options.availableBytes, seed },
  );
  const data = await inTurns(preparingTraining(table, problem, rows), signal);
  const { groups, time, parts, repeats } = options;
  const folds = planFolds(data, { seed, groups, time, parts, repeats });
  const parallel = Math.min(options.parallel ?? availableParallelism(), affordable(data));
  const facts = factsOf(data);
  const isWanted = ({ family }: { family: string }): boolean => options.families?.includes(family) ?? true;
  // Says what names there are.
  for (const family of options.families ?? []) estimatorOf(family);
  const kits = kitsFor(data, { exportable }).filter(isWanted);
  const baseline = await tryRecipe({
    data,
    folds,
    recipe: baselineRecipe(data, { exportable }),
    seed,
    signal,
  });
  const kept = folder === undefined ? [] : await loadCandidates(folder, data, folds);
  const choosing = choosingMs(data, baseline);
  const reserve = (candidates: readonly Candidate[]): number =>
    Math.min(
      0.5 * timeBudgetMs,
      fittingMs(candidates, folds, parallel) + choosing(candidates.length) + 0.01 * timeBudgetMs,
    );
  const given: SearchOptions = {
    ...{ data, folds, kits, seed, signal, parallel, exportable },
    earlier: kept.map((candidate, number) => trialOf(candidate, number, problem)),
    candidates: kept,
    maxTrials: options.maxTrials ?? trialsForRows.find(([rows]) => data.table.rows < rows)?.[1],
    reserveMs: reserve,
    async onTrial(trial, candidate) {
      if (candidate !== null && folder !== undefined) await saveCandidate(folder, data, folds, candidate);
      options.onTrial?.(trial, candidate?.score ?? null);
    },
  };
  const portfolio = [
    ...warmRecipes(kits, facts, options.earlierRuns ?? []),
    ...recipesFor(data, { exportable }).filter(isWanted),
  ];
  const recipes = data.table.rows >= manyRows ? await ranked(portfolio, given, left()) : portfolio;
  const { trials, candidates } = await search({ ...given, recipes, budgetMs: left() });
  const searched = performance.now();
  const ensemble = await chooseEnsemble({
    data,
    // Ranks do not change by what is the same for all rows: it would only dilute probabilities.
    candidates: candidates.length > 0 ? candidates : [baseline],
    mostMembers,
    seed,
    signal,
  });
  const chosen = performance.now();
  const { model, leftOut } = await fitFinal({
    ...{ data, ensemble, seed, parallel, exportable, signal },
    budgetMs: left() + grace * timeBudgetMs,
  });
  return {
    ...{ problem, facts, model, ensemble, candidates, trials, leftOut },
    warnings: warning === null ? [] : [warning],
    baseline: baseline.score,
    folds: { kind: folds.kind, parts: folds.parts, repeats: folds.repeats },
    seconds: {
      search: (searched - began) / 1_000,
      ensemble: (chosen - searched) / 1_000,
      fit: (performance.now() - chosen) / 1_000,
    },
  };
}

/** Candidates that fit into memory together, one at least. */
function affordable({ table }: TrainingData): number {
  return Math.max(1, Math.floor(freemem() / (bytesPerValue * table.rows * table.columns.length)));
}

/** How long fitting members would take, if they were the best candidates so far. */
function fittingMs(candidates: readonly Candidate[], folds: FoldPlan, parallel: number): number {
  const learned = folds.folds[0]!.train.length;
  const all = learned + folds.folds[0]!.test.length;
  const each = candidates
    .slice(0, mostMembers)
    .map(({ seconds }) => (seconds * 1_000 * (all / learned)) / folds.folds.length);
  const sum = each.reduce((total, ms) => total + ms, 0);
  return Math.max(sum / parallel, ...each) * 1.3 + threadStartMs;
}

/** The portfolio in the order of what its recipes reach with a part of the rows; those that did not come to it last. */
async function ranked(recipes: readonly Recipe[], given: SearchOptions, left: number): Promise<Recipe[]> {
  const known = new Set(given.earlier?.map(({ recipe }) => recipe.id));
  const share = rowsForRanking / given.data.table.rows;
  const { trials } = await search({
    ...given,
    ...{
      kits: [],
      earlier: [],
      candidates: [],
      maxTrials: undefined,
      reserveMs: undefined,
      onTrial: undefined,
    },
    recipes: recipes.filter(({ id }) => !known.has(id)),
    folds: shrinkFolds(given.folds, share, given.seed),
    rowShare: share,
    budgetMs: 0.25 * left,
  });
  const lossById = new Map(trials.map(({ recipe, loss }) => [recipe.id, loss ?? Number.POSITIVE_INFINITY]));
  const lossOfRecipe = ({ id }: Recipe): number => lossById.get(id) ?? Number.MAX_VALUE;
  return [...recipes].sort((one, other) => {
    const [first, second] = [lossOfRecipe(one), lossOfRecipe(other)];
    return first === second ? 0 : first - second;
  });
}

function trialOf(candidate: Candidate, number: number, problem: Problem): SearchTrial {
  const { recipe, score, seconds } = candidate;
  const loss = lossOf(candidate, problem.lowerIsBetter);
  return { number, recipe, status: 'done', score, loss, seconds, rowShare: 1, message: null };
}
