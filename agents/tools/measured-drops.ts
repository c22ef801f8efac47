import {
  createRecipe,
  describeProblem,
  planFolds,
  prepareTraining,
  tryRecipe,
} from '../../src/automl/index.ts';
import { type Table, takeTableRows } from '../../src/data/index.ts';
import { InputError, LimitError } from '../../src/errors/index.ts';
import { defaultPlan } from '../../src/features/index.ts';
import { createRandom } from '../../src/train/index.ts';
import { metricByPolicy } from '../decisions/choose-metric.ts';
import type { Decided } from '../decisions/decide-and-record.ts';
import {
  columnsInDispute,
  type DropFacts,
  type DroppedColumns,
  dropByPolicy,
} from '../decisions/drop-columns.ts';
import { type Proposal, proposal, tellProposals, unmeasured } from '../decisions/proposals.ts';
import type { ActionContext } from '../define.ts';

/** Rows that a choice is measured by at most, in how many folds, and milliseconds that each side may take. */
const most = { rows: 5_000, folds: 3, ms: 20_000 };

/**
 * Which columns are left out by an agent alone, where a model and the policy differ: one gradient boosting at its defaults with either choice on the same folds, and the
 * better one stays. What gives the target away is no matter of scores: there the stricter of the two stands.
 */
export async function measuredDrops(
  decision: Decided<DroppedColumns>,
  facts: DropFacts,
  { table, target, seed }: { table: Table; target: string; seed: number },
  context: ActionContext,
): Promise<{ dropped: Decided<DroppedColumns>; proposals: Proposal[] }> {
  const by = decision.decidedBy;
  if (by === 'policy') return { dropped: decision, proposals: [] };
  const { onlyModel, onlyPolicy, strict } = columnsInDispute(decision.value, facts);
  const own = dropByPolicy(facts).drop;
  const stricter = [...own, ...decision.value.drop.filter(({ column }) => strict.has(column))];
  const byPolicy = { ...decision, value: { drop: stricter } };
  if (onlyModel.length + onlyPolicy.length === 0) return { dropped: decision, proposals: [] };
  const words = [
    ...(onlyModel.length === 0 ? [] : [`leaving ${onlyModel.join(', ')} out`]),
    ...(onlyPolicy.length === 0 ? [] : [`keeping ${onlyPolicy.join(', ')}`]),
  ];
  const about = { decision: 'drop-columns', by, what: words.join(' and ') };
  const { metric } = metricByPolicy(facts.data);
  const policyScore = await score(stricter);
  const modelScore = policyScore === null ? null : await score(decision.value.drop);
  const found =
    policyScore === null || modelScore === null
      ? unmeasured(about)
      : proposal({ ...about, score: modelScore, policyScore }, metric);
  tellProposals([found], metric, context);
  return { dropped: found.won || found.gain === 0 ? decision : byPolicy, proposals: [found] };

  /** Of one gradient boosting without those columns; null where it cannot be had, or not in time. */
  async function score(drop: readonly { column: string }[]): Promise<number | null> {
    const gone = new Set(drop.map(({ column }) => column));
    const kept = { ...table, columns: table.columns.filter(({ name }) => !gone.has(name)) };
    const rows = table.rows <= most.rows ? null : createRandom(seed).sample(most.rows, table.rows);
    try {
      const part = rows === null ? kept : takeTableRows(kept, rows);
      const data = prepareTraining(part, describeProblem(part, { target, metric }));
      const plan = defaultPlan(data.table, null, { models: 'trees' });
      const candidate = await tryRecipe({
        data,
        recipe: createRecipe({ family: 'gradient-boosting', plan }),
        folds: planFolds(data, { seed, parts: most.folds, repeats: 1 }),
        seed,
        timeLimitMs: most.ms,
        signal: context.signal,
      });
      return candidate.score;
    } catch (thrown) {
      if (thrown instanceof InputError || thrown instanceof LimitError) return null;
      throw thrown;
    }
  }
}
