import { dirname, join } from 'node:path';
import { writeArtifact } from '../../src/artifact/index.ts';
import { type AutomlResult, automl } from '../../src/automl/index.ts';
import { homeFolder } from '../../src/config/index.ts';
import { expectationsOf, noSuchColumn, type Table } from '../../src/data/index.ts';
import { evaluateModel } from '../../src/evaluate/index.ts';
import { metricNamed, snakeName } from '../../src/train/index.ts';
import { chooseFamilies, type ProposedFamily } from '../decisions/choose-families.ts';
import { chooseMetric } from '../decisions/choose-metric.ts';
import { dataFacts } from '../decisions/data-facts.ts';
import type { FamilyName } from '../decisions/family-names.ts';
import { contest, type Proposal, proposers, tellProposals, tellUnjudged } from '../decisions/proposals.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { droppedText, holdOut, lookInto, proposalsText, seed } from './data-set.ts';
import { evaluationSummary } from './evaluation-text.ts';
import { counted, inlineCode, table as markdownTable } from './figures.ts';

export interface TrainingInput {
  data: string;
  target: string;
  metric?: string | undefined;
  timeBudget?: number | undefined;
  trials?: number | undefined;
  folds?: number | undefined;
  leaveOut?: readonly string[] | undefined;
  useOnly?: readonly string[] | undefined;
  families?: readonly FamilyName[] | undefined;
}

const defaultSeconds = 60;
const candidatesShown = 8;

/** What `train_model` does by itself: candidates within a budget, the best blended, judged on a fifth of the rows that none has seen, and kept as an artifact. */
export function trainModel(input: TrainingInput, context: ActionContext): Promise<ActionResult> {
  return train(input, context, 'train');
}

/** What `tune_model` does by itself: the same, told as a search: what was gained over the first settings of each family. */
export function tuneModel(input: TrainingInput, context: ActionContext): Promise<ActionResult> {
  return train(input, context, 'tune');
}

async function train(
  input: TrainingInput,
  context: ActionContext,
  kind: 'train' | 'tune',
): Promise<ActionResult> {
  const { data, target, timeBudget = defaultSeconds, trials } = input;
  const { kept, dropped, ...looked } = await lookInto(data, target, context);
  const table = withColumnsAsked(kept, looked.table, input);
  const facts = dataFacts(table, target);
  const { metric: asked } = input;
  const chosen = asked === undefined ? await chooseMetric(facts, context) : null;
  const unjudged =
    chosen === null ? [] : tellUnjudged(`The metric ${snakeName(chosen.value.metric)}`, chosen, context);
  const metric =
    chosen !== null
      ? chosen.value.metric
      : metricNamed(asked!, facts.task === 'regression' ? 'regression' : 'classification');
  const families = await chooseFamilies({ data: facts, budgetSeconds: timeBudget }, context);
  const { train: rows, test } = holdOut(table, target);
  const result = await automl({
    table: rows,
    target,
    metric,
    families: input.families ?? families.value.map(({ family }) => family),
    parts: input.folds,
    timeBudgetMs: timeBudget * 1_000,
    maxTrials: trials,
    seed,
    signal: context.signal,
  });
  const contested = familiesContest(result, families.value);
  tellProposals(contested, metric, context);
  const evaluation = await evaluateModel(result.model, test, { metric, seed, signal: context.signal });
  const folder = join(stateFolder(context), 'runs', context.run, `model-${context.step}`);
  const scores = Object.fromEntries(
    Object.entries(evaluation.scores).map(([name, found]) => [name, found?.value ?? null]),
  );
  const artifact = await writeArtifact(folder, result.model, {
    metric,
    scores: { validation: { [metric]: result.ensemble.score }, test: scores },
    recipe: result.ensemble.members.map(({ weight, recipe }) => ({ weight, recipe })),
    seed,
    expectations: expectationsOf(rows),
  });
  return {
    text: [
      headline(input, result, kind),
      result.warnings.join(' '),
      `Held out from the training. ${evaluationSummary(evaluation)}`,
      leaderboard(result),
      droppedText(dropped),
      proposalsText(looked.proposals, looked.metric),
      proposalsText(contested, metric, unjudged),
      `The model lies in ${inlineCode(folder)}; it is in no registry.`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    decidedBy: families.decidedBy,
    data: {
      artifact: folder,
      sha256: artifact.sha256,
      metric,
      baseline: result.baseline,
      score: result.ensemble.score,
      firstSettings: firstSettings(result),
      members: result.ensemble.members.map(({ weight, recipe }) => ({
        weight,
        family: recipe.family,
        settings: recipe.settings,
      })),
      leaderboard: result.candidates.map(({ id, recipe, score, seconds }) => ({
        candidate: id,
        family: recipe.family,
        score,
        seconds,
      })),
      evaluation,
      drop: dropped.value.drop,
      families: families.value,
      proposals: [...looked.proposals, ...contested],
      unjudged,
      seconds: result.seconds,
    },
    items: result.candidates.slice(0, candidatesShown).map(({ id, recipe, score }) => ({
      id,
      title: `${recipe.family} (${score.toPrecision(4)})`,
      detail: `Settings: ${inlineCode(JSON.stringify(recipe.settings))}`,
    })),
    about: { data, target, model: folder },
  };
}

/** The table without what the person wants left out. @throws InputError `no-such-column` */
function withColumnsAsked(
  table: Table,
  whole: Table,
  { data, target, leaveOut = [], useOnly }: TrainingInput,
): Table {
  const names = whole.columns.map(({ name }) => name);
  for (const column of [...leaveOut, ...(useOnly ?? [])])
    if (!names.includes(column)) throw noSuchColumn(names, column, { table: data });
  const isKept = (name: string) =>
    name === target || (!leaveOut.includes(name) && (useOnly?.includes(name) ?? true));
  return { ...table, columns: table.columns.filter(({ name }) => isKept(name)) };
}

interface Entry {
  family: string;
  by: string;
  score: number | null;
}

/** What families that a model proposed came to against the policy's, by the best candidate of each; empty where the policy alone chose. */
function familiesContest(
  { candidates, problem }: AutomlResult,
  families: readonly ProposedFamily[],
): Proposal[] {
  const entries = families.flatMap(({ family, proposedBy }): Entry[] => {
    const scores = candidates.filter(({ recipe }) => recipe.family === family).map(({ score }) => score);
    const by = proposers(proposedBy);
    return scores.length === 0
      ? [{ family, by, score: null }]
      : scores.map((score) => ({ family, by, score }));
  });
  const names = (own: readonly Entry[]) => [...new Set(own.map(({ family }) => family))].join(', ');
  const found = contest('choose-families', entries, problem.metric, names);
  return found === null ? [] : [found];
}

function stateFolder({ store, config, workspace }: ActionContext): string {
  return store.path === ':memory:' ? homeFolder(config, workspace) : dirname(store.path);
}

/** The best of what was tried before the search began to look around. */
function firstSettings({ candidates, problem }: AutomlResult): number | null {
  const first = candidates.filter(({ recipe }) => recipe.origin === 'portfolio').map(({ score }) => score);
  if (first.length === 0) return null;
  return problem.lowerIsBetter ? Math.min(...first) : Math.max(...first);
}

function headline({ data, target }: TrainingInput, result: AutomlResult, kind: 'train' | 'tune'): string {
  const { ensemble, candidates, baseline, problem } = result;
  const named = snakeName(problem.metric);
  const what =
    ensemble.kind !== 'single'
      ? `a ${ensemble.kind} of ${ensemble.members.length} models`
      : `one ${ensemble.members[0]!.recipe.family}`;
  const first = firstSettings(result);
  const gained =
    kind === 'tune' && first !== null
      ? ` The best of the first settings reached ${first.toPrecision(4)}, the search ${ensemble.bestSingle.score.toPrecision(4)}.`
      : '';
  return `${counted(candidates.length, 'candidate')} for ${inlineCode(target)} of ${inlineCode(data)}: ${what} reaches ${named} ${ensemble.score.toPrecision(4)} in cross-validation, the baseline ${baseline.toPrecision(4)}.${gained}`;
}

function leaderboard({ candidates, problem }: AutomlResult): string {
  return markdownTable(
    ['candidate', 'family', snakeName(problem.metric), 'seconds'],
    candidates
      .slice(0, candidatesShown)
      .map(({ id, recipe, score, seconds }) => [
        inlineCode(id.slice(0, 8)),
        recipe.family,
        score.toPrecision(4),
        seconds.toFixed(1),
      ]),
    2,
  );
}
