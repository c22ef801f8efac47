import { counted } from '../../agents/tools/figures.ts';
import { isLowerBetter, type MetricName } from '../../src/train/index.ts';
import { bestOf, standing } from './nodes/measure.ts';
import { phases } from './phases.ts';
import type { TaskResult } from './result.ts';
import type { TaskState } from './state.ts';

export type AgentShare = Omit<TaskResult['agents'][number], 'costUsd'>;

/**
 * What each agent's part came to, by ablation over the same folds: the score with what it added less the score without, better above 0. The feature-engineer's features
 * against default ones in the same model; the trainer's best against that model; the optimizer's blend against the trainer's best; the validator's rounds
 * against each other on its own rows.
 */
export function agentShares(state: TaskState): AgentShare[] {
  const sign = isLowerBetter(state.data!.metric as MetricName) ? -1 : 1;
  const entries = standing(state);
  const best = (origins: readonly string[]) =>
    bestOf(
      entries.filter(({ origin }) => origins.includes(origin)),
      sign < 0,
    )?.score ?? null;
  const gain = (score: number | null, than: number | null) =>
    score === null || than === null ? null : sign * (score - than);
  const reference = best(['reference']);
  const engineered = best(['reference', 'feature']);
  const first = best(['reference', 'feature', 'first']);
  const single = best(['reference', 'feature', 'first', 'tuned']);
  const { ensemble, tuning, features, dropped, judgements } = state;
  const kept = features!.trials.filter((trial) => trial.kept).length;
  const late = judgements.filter(({ verdict }) => verdict === 'send-back').length;
  const tuned = gain(single, first) ?? 0;
  const contribution: Record<string, { value: number | null; note: string }> = {
    'data-collector': {
      value: dropped.length === 0 ? 0 : null,
      note: dropped.length === 0 ? 'left no column out' : `left ${counted(dropped.length, 'column')} out`,
    },
    'feature-engineer': {
      value: kept === 0 ? 0 : gain(engineered, reference),
      note: `${kept} of ${counted(features!.trials.length, 'feature')} stayed`,
    },
    trainer: { value: gain(first, engineered), note: 'its best candidate against one gradient boosting' },
    optimizer: {
      value: gain(ensemble!.score, first),
      note: `${Number(tuned.toPrecision(2))} of it by ${counted(tuning!.trials, 'trial')}, the rest by blending`,
    },
    validator: {
      value: late === 0 ? 0 : null,
      note: late === 0 ? 'sent nothing back' : `sent work back ${late === 1 ? 'once' : `${late} times`}`,
    },
  };
  return phases.map(({ agent }) => ({
    agent,
    seconds: state.seconds[agent] ?? 0,
    contribution: contribution[agent]!.value,
    note: contribution[agent]!.note,
  }));
}
