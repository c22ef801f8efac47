import {
  columnOf,
  openTable,
  profileTable,
  type Table,
  takeTableRows,
  targetOf,
} from '../../src/data/index.ts';
import { defaultPlan, keepsIfBetter, type PipelinePlan, type Step } from '../../src/features/index.ts';
import {
  createRandom,
  fitBoosting,
  type MetricName,
  predictBoosted,
  snakeName,
  type Target,
  takeTarget,
} from '../../src/train/index.ts';
import { chooseMetric } from '../decisions/choose-metric.ts';
import { dataFacts } from '../decisions/data-facts.ts';
import { tellUnjudged } from '../decisions/proposals.ts';
import { type ProposedFeature, proposeFeatures } from '../decisions/propose-features.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { droppedText, lookInto, proposalsText, seed } from './data-set.ts';
import { counted, inlineCode, table as markdownTable } from './figures.ts';

const rowsAtMost = 5_000;
const boosting = { iterations: 60, learningRate: 0.1, maxLeaves: 15, minRowsInLeaf: 10, seed } as const;

/** What `engineer_features` does: proposes features, measures each by cross-validation, and keeps those that raise the score beyond its noise. */
export async function engineerFeatures(
  { data, target }: { data: string; target: string },
  context: ActionContext,
): Promise<ActionResult> {
  const { kept: whole, dropped, ...looked } = await lookInto(data, target, context);
  const { rows, target: goal } = drawn(whole, target);
  const facts = dataFacts(rows, target);
  const chosen = await chooseMetric(facts, context);
  const { metric } = chosen.value;
  const unjudged = tellUnjudged(`The metric ${metric}`, chosen, context);
  const proposals = await proposeFeatures(
    {
      data: facts,
      information: await informationOn(
        data,
        target,
        context,
        facts.columns.map(({ name }) => name),
      ),
    },
    context,
  );
  const { plan, trials } = await measure(rows, goal, target, metric, proposals.value, context.signal);
  const judged = trials.map((trial, place) => ({
    ...trial,
    why: proposals.value[place]!.why,
    proposedBy: proposals.value[place]!.proposedBy,
  }));
  const winners = judged.filter(({ kept }) => kept);
  const head =
    judged.length === 0
      ? `No feature of ${inlineCode(data)} was worth trying for ${inlineCode(target)}: the columns as they are stay.`
      : `${winners.length} of ${counted(judged.length, 'proposed feature')} for ${inlineCode(target)} raised the cross-validated ${snakeName(metric)} beyond its noise, on ${counted(rows.rows, 'row')}.`;
  const lines = judged.map(({ step, kept, gain, standardError, pValue, level, proposedBy }) => [
    shown(step),
    kept ? 'kept' : 'left out',
    `${gain >= 0 ? '+' : ''}${gain.toPrecision(2)} ± ${standardError.toPrecision(2)}`,
    `${pValue.toPrecision(2)} (below ${level.toPrecision(2)} is kept)`,
    proposedBy,
  ]);
  const parts = [
    head,
    lines.length === 0
      ? ''
      : markdownTable(['feature', 'outcome', `gain in ${metric}`, 'p', 'proposed by'], lines, 9),
    droppedText(dropped),
    proposalsText(looked.proposals, looked.metric),
    proposalsText([], metric, unjudged),
  ];
  return {
    text: parts.filter((part) => part !== '').join('\n\n'),
    decidedBy: proposals.decidedBy,
    data: {
      ...{ target, metric, rows: rows.rows, trials: judged, plan, drop: dropped.value.drop },
      ...{ proposals: looked.proposals, unjudged },
    },
    items: judged.map(({ step, why, gain }, place) => ({
      id: `feature-${place + 1}`,
      title: shown(step),
      detail: `${why}. Measured gain: ${gain.toPrecision(3)}.`,
    })),
    about: { data, target },
  };
}

/** Rows with a target, at most 5,000 drawn by the seed. */
function drawn(table: Table, name: string): { rows: Table; target: Target } {
  const whole = targetOf(columnOf(table, name)!);
  const known = Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
    whole.task === 'regression' ? Number.isFinite(whole.values[row]!) : whole.codes[row]! >= 0,
  );
  const chosen =
    known.length <= rowsAtMost
      ? known
      : createRandom(seed)
          .sample(rowsAtMost, known.length)
          .map((place) => known[place]!);
  return { rows: takeTableRows(table, chosen), target: takeTarget(whole, chosen) };
}

async function informationOn(
  data: string,
  target: string,
  { workspace }: ActionContext,
  usable: readonly string[],
) {
  const open = await openTable(data, { workspace });
  try {
    const { mutualInformation } = await profileTable(open, { target, sampleRows: rowsAtMost, seed });
    return mutualInformation.filter(({ column }) => usable.includes(column));
  } finally {
    open.close();
  }
}

function measure(
  table: Table,
  target: Target,
  name: string,
  metric: MetricName,
  proposals: readonly ProposedFeature[],
  signal: AbortSignal,
): Promise<{ plan: PipelinePlan; trials: Awaited<ReturnType<typeof keepsIfBetter>>['trials'] }> {
  return keepsIfBetter({
    table,
    target,
    plan: defaultPlan(table, name, { models: 'trees' }),
    candidates: proposals.map(({ step }) => step),
    metric,
    seed,
    async learn(matrix, own) {
      const { model } = await fitBoosting({ matrix, target: own, options: boosting, threads: 1, signal });
      return (rows) => predictBoosted(model, rows);
    },
  });
}

function shown(step: Step): string {
  const read = 'pairs' in step ? step.pairs.map(([one, other]) => `${one} & ${other}`) : step.columns;
  const by = 'by' in step ? ` by ${step.by}` : '';
  return `${step.step} of ${read.map(inlineCode).join(', ')}${by}`;
}
