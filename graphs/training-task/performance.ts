import { counted } from '../../agents/tools/figures.ts';
import { isLowerBetter, type MetricName } from '../../src/train/index.ts';
import { bestOf, standing } from './nodes/measure.ts';
import { phases } from './phases.ts';
import type { TaskResult } from './result.ts';
import type { EnsembleReport, Judgement, TaskState } from './state.ts';

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
  const { ensemble, features, judgements } = state;
  const kept = features!.trials.filter((trial) => trial.kept).length;
  const tuned = gain(single, first) ?? 0;
  const contribution: Record<string, { value: number | null; note: string }> = {
    'data-collector': collectorShare(state, sign),
    'feature-engineer': {
      value: kept === 0 ? 0 : gain(engineered, reference),
      note:
        features!.trials.length === 0
          ? 'tried none beyond those by kind'
          : `${kept} of ${counted(features!.trials.length, 'feature')} stayed`,
    },
    trainer: { value: gain(first, engineered), note: 'its best candidate against one gradient boosting' },
    optimizer: {
      value: gain(ensemble!.score, first),
      note: optimizerNote(tuned, gain(ensemble!.score, single), {
        tuning: state.tuning!,
        ensemble: ensemble!,
      }),
    },
    validator: validatorShare(judgements, state.data!.metric, sign),
  };
  return phases.map(({ agent }) => ({
    agent,
    seconds: state.seconds[agent] ?? 0,
    contribution: contribution[agent]!.value,
    note: contribution[agent]!.note,
  }));
}

/** What the search gained, and what came of putting its best together: a blend, or one model with its probabilities calibrated or a threshold chosen. */
export function optimizerNote(
  tuned: number,
  rest: number | null,
  of: { tuning: NonNullable<TaskState['tuning']>; ensemble: Pick<EnsembleReport, 'members' | 'calibrated'> },
): string {
  const { trials, stopped } = of.tuning;
  const tried = counted(trials, 'trial');
  const unsearched = `no settings were tried: ${stopped}`;
  if (rest === null || rest === 0)
    return trials === 0 ? unsearched : tuned === 0 ? `none of ${tried} was better` : `by ${tried}`;
  const how =
    of.ensemble.members.length > 1 ? 'blending' : of.ensemble.calibrated ? 'calibration' : 'a threshold';
  if (trials === 0) return `by ${how}; ${unsearched}`;
  if (tuned === 0) return `by ${how}; none of ${tried} was better`;
  return `${Number(tuned.toPrecision(2))} of it by ${tried}, the rest by ${how}`;
}

/**
 * What leaving columns out brought: the reference model without useless ones against the same with them. Of columns that give the target away nothing can be said: the score
 * with them would be high, and false.
 */
export function collectorShare(
  { dropped, withDropped }: Pick<TaskState, 'dropped' | 'withDropped'>,
  sign: 1 | -1,
): { value: number | null; note: string } {
  // What the validator left out late is its own part.
  const own = dropped.filter(({ by }) => by !== 'validator');
  if (own.length === 0) return { value: 0, note: 'left no column out' };
  const all = `left ${counted(own.length, 'column')} out`;
  if (withDropped === null)
    return { value: null, note: `${all}; a score with them would be false, or there was no time for one` };
  const { columns, score, than } = withDropped;
  const part = columns.length === own.length ? '' : `; of ${counted(columns.length, 'useless one')}`;
  return { value: sign * (than - score), note: `${all}${part}, by one gradient boosting with and without` };
}

/**
 * What sending work back brought on the validator's own rows: the last score less that of the first model that was sent back. Where a column was left out for it, nothing
 * can be said: a leak that is gone lowers every score, rightly.
 */
export function validatorShare(
  judgements: readonly Pick<Judgement, 'verdict' | 'early' | 'to' | 'scores'>[],
  metric: string,
  sign: 1 | -1,
): { value: number | null; note: string } {
  const returned = judgements.filter(({ verdict }) => verdict === 'send-back');
  if (returned.length === 0) return { value: 0, note: 'sent nothing back' };
  const times = returned.length === 1 ? 'once' : `${returned.length} times`;
  if (returned.some(({ early, to }) => early || to === 'engineer'))
    return { value: null, note: `sent work back ${times}, for columns that no longer count` };
  const [before, after] = [returned[0]!, judgements.at(-1)!].map(({ scores }) => scores.test[metric] ?? null);
  if (before == null || after == null) return { value: null, note: `sent work back ${times}` };
  return { value: sign * (after - before), note: `sent work back ${times}, by its own rows` };
}
