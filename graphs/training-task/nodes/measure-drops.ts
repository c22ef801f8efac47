import type { Decided } from '../../../agents/decisions/decide-and-record.ts';
import {
  columnsInDispute,
  type DropFacts,
  type DroppedColumns,
  dropByPolicy,
} from '../../../agents/decisions/drop-columns.ts';
import { type Proposal, proposal, unmeasured } from '../../../agents/decisions/proposals.ts';
import type { MetricName } from '../../../src/train/index.ts';
import { budgetOf } from '../budget.ts';
import type { TaskContext } from '../context.ts';
import type { MeasuredWith, TaskState } from '../state.ts';
import { benchOf, measure, referenceRecipe } from './measure.ts';

/** Of the budget, that measuring the model's choice may take. */
const mostShare = 0.15;

/**
 * Which columns are left out where a model and the policy differ: one gradient boosting at its defaults with either choice on the same folds, and the better one stays. What gives
 * the target away is no matter of scores: there the stricter of the two stands. Without time for both, the policy's stays.
 */
export async function measuredDrops(
  decision: Decided<DroppedColumns>,
  facts: DropFacts,
  state: TaskState,
  metric: string,
  context: TaskContext,
): Promise<{
  drop: readonly (DroppedColumns['drop'][number] & { by: string })[];
  proposal: Proposal | null;
}> {
  const by = decision.decidedBy;
  const own = dropByPolicy(facts).drop;
  const signed = (drop: DroppedColumns['drop'], who: string) => drop.map((each) => ({ ...each, by: who }));
  if (by === 'policy') return { drop: signed(own, by), proposal: null };
  const { choices } = state;
  const settled = new Set([...(choices.drop ?? []), ...(choices.keep ?? [])]);
  const { onlyModel, onlyPolicy, strict } = columnsInDispute(decision.value, facts);
  const isOpen = (column: string) => !settled.has(column);
  const policy = [
    ...signed(own, 'policy'),
    ...signed(
      decision.value.drop.filter(({ column }) => strict.has(column)),
      by,
    ),
  ];
  if (![...onlyModel, ...onlyPolicy].some(isOpen)) return { drop: policy, proposal: null };
  const model = decision.value.drop.map((each) => ({
    ...each,
    by: own.some(({ column }) => column === each.column) ? 'policy' : by,
  }));
  const words = [
    ...(onlyModel.length === 0 ? [] : [`leaving ${onlyModel.join(', ')} out`]),
    ...(onlyPolicy.length === 0 ? [] : [`keeping ${onlyPolicy.join(', ')}`]),
  ];
  const about = { decision: 'drop-columns', by, what: words.join(' and ') };
  const first = await score(policy);
  // A few columns more or less change little of what it takes.
  if (first.score === null || first.seconds > mostShare * budgetOf(state))
    return { drop: policy, proposal: unmeasured(about) };
  const second = await score(model);
  if (second.score === null) return { drop: policy, proposal: unmeasured(about) };
  const found = proposal({ ...about, score: second.score, policyScore: first.score }, metric as MetricName);
  return { drop: found.won || found.gain === 0 ? model : policy, proposal: found };

  async function score(drop: readonly { column: string }[]) {
    const { request, window, generation } = state;
    const kept = choices.keep ?? [];
    const dropped = [...new Set([...drop.map(({ column }) => column), ...(choices.drop ?? [])])].filter(
      (column) => !kept.includes(column),
    );
    const measured: MeasuredWith = { request, choices, window, metric, dropped, generation };
    const { data } = await benchOf(measured, context);
    const recipe = referenceRecipe(data, choices.without);
    const queued = {
      id: recipe.id,
      family: recipe.family,
      origin: 'reference' as const,
      by: 'policy',
      recipe,
    };
    return measure(queued, measured, context, 'collect');
  }
}
