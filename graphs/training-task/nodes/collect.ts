import { chooseMetric } from '../../../agents/decisions/choose-metric.ts';
import { dataFacts } from '../../../agents/decisions/data-facts.ts';
import { dropColumns } from '../../../agents/decisions/drop-columns.ts';
import { tellProposals, tellUnjudged } from '../../../agents/decisions/proposals.ts';
import { treatImbalance } from '../../../agents/decisions/treat-imbalance.ts';
import { inspectTable } from '../../../src/data/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import { aTurn } from '../../../src/turns/index.ts';
import { secondsLeft } from '../budget.ts';
import { contextOf, type NodeConfig, say, type TaskContext } from '../context.ts';
import { freeTexts } from '../exportable.ts';
import type { DroppedColumn, TaskState, TaskUpdate } from '../state.ts';
import { measuredDrops } from './measure-drops.ts';

/** Looking deep into the data may take so many seconds, however short the budget is. */
const leastInspection = 0.5;

/** The data-collector checks the rows that may be learned from, leaves columns out, and settles what is optimised. */
export async function collect(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const { request } = state;
  const { training, warnings } = await context.session.held(request);
  await aTurn(context.signal);
  const facts = dataFacts(training, request.target);
  await aTurn(context.signal);
  const findings = await inspectTable({
    table: training,
    target: request.target,
    warnings,
    seed: request.seed,
    signal: context.signal,
    budgetMs: 1_000 * Math.max(leastInspection, secondsLeft('collect', state, context)),
  });
  const decision = await dropColumns({ data: facts, findings }, context);
  const metric = await metricOf(state, context);
  const { drop, proposal } = await measuredDrops(
    decision,
    { data: facts, findings },
    state,
    metric.name,
    context,
  );
  const proposals = proposal === null ? [] : [proposal];
  tellProposals(proposals, metric.name, context);
  const dropped = settleColumns(
    drop.map(({ column, why, by }) => ({
      column,
      reason: why,
      code: findings.find((finding) => finding.column === column)?.code ?? 'chosen',
      by,
    })),
    state,
    facts.columns.map(({ name }) => name),
  );
  for (const { column, reason } of dropped) say(context, `${column} is left out: it ${reason}`);
  const imbalance = await treatImbalance({ data: facts, metric: metric.name }, context);
  const gone = new Set(dropped.map(({ column }) => column));
  const texts = freeTexts(training, request.target).filter((column) => !gone.has(column));
  return {
    dropped,
    proposals,
    warnings: texts.length === 0 ? [] : [noOnnx(texts)],
    data: {
      metric: metric.name,
      metricReason: metric.why,
      treatment: imbalance.value.treatment,
      treatmentBy: imbalance.decidedBy,
      findings: findings.map(({ evidence, ...finding }) => ({ ...finding, evidence: { ...evidence } })),
    },
  };

  async function metricOf(own: TaskState, context: TaskContext) {
    const asked = own.choices.metric ?? own.request.metric;
    if (asked !== null && asked !== undefined) {
      const { metric } = await context.session.problem(request, asked);
      return { name: metric, why: 'it was asked for' };
    }
    const chosen = await chooseMetric(facts, context);
    const { value } = chosen;
    tellUnjudged(`The metric ${value.metric}`, chosen, context);
    return { name: value.metric, why: value.why };
  }
}

function noOnnx(texts: readonly string[]): string {
  const [subject, verb] = texts.length === 1 ? [texts[0], 'holds'] : [texts.join(', '), 'hold'];
  return `${subject} ${verb} free text, which ONNX has no operator for: the model has no model.onnx, and opsmith itself serves it.`;
}

/** What a person says of columns comes before what the crew thinks. @throws InputError `no-features` */
function settleColumns(
  proposed: readonly DroppedColumn[],
  { choices, request }: TaskState,
  names: readonly string[],
): DroppedColumn[] {
  const keep = new Set(choices.keep ?? []);
  const own = (choices.drop ?? []).map(
    (column): DroppedColumn => ({
      column,
      reason: 'was to be left out',
      code: 'person',
      by: 'person:choice',
    }),
  );
  const named = new Set(own.map(({ column }) => column));
  const all = [...own, ...proposed.filter(({ column }) => !keep.has(column) && !named.has(column))];
  if (all.length >= names.length)
    throw new InputError(
      'no-features',
      `Nothing would be left to learn ${request.target} from: all ${names.length} other columns are left out. Keep some of them.`,
    );
  return all;
}
