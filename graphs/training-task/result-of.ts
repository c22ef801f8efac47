import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLowerBetter, type MetricName, snakeName } from '../../src/train/index.ts';
import { budgetOf } from './budget.ts';
import { decidingColumns, decidingWarnings } from './deciding-columns.ts';
import { standing } from './nodes/measure.ts';
import type { AgentShare } from './performance.ts';
import type { TaskResult } from './result.ts';
import type { RowSplit } from './row-split.ts';
import type { TaskState } from './state.ts';

/** A task that came to its end, as its document. */
export function resultOf(
  state: TaskState,
  made: { run: string; seconds: number; agents: readonly (AgentShare & { costUsd: number | null })[] },
): TaskResult {
  const { request, held, data, ensemble, dropped, features, judgements, model, warnings } = state;
  const metric = data!.metric as MetricName;
  const { scores, baseline } = judgements.at(-1)!;
  const entries = standing(state);
  return {
    run: made.run,
    status: 'done',
    task: held!.task,
    target: request.target,
    metric: snakeName(metric),
    metricReason: data!.metricReason,
    model: model!,
    scores: { validation: named(scores.validation), test: named(scores.test), baseline },
    leaderboard: rankedCandidates(state).map(({ id, family, origin, score, seconds }) => ({
      candidate: id,
      family,
      origin,
      score,
      seconds: rounded(seconds),
    })),
    ensembleKind: ensemble!.kind,
    ensemble: ensemble!.members.map(({ id, family, weight }) => ({ candidate: id, family, weight })),
    agents: made.agents.map((share) => ({ ...share, seconds: rounded(share.seconds) })),
    collaboration: {
      crew: ensemble!.score,
      bestSingle: ensemble!.best.score,
      reference: entries.find(({ origin }) => origin === 'reference')?.score ?? null,
    },
    dropped: dropped.map(({ column, reason, by }) => ({ column, reason, by })),
    features: features!.trials.map(({ title, kept, gain, by }) => ({ title, kept, gain, by })),
    proposals: state.proposals,
    judgements: judgements.map(({ round, verdict, fault, why, overBaseline, overLive, live }) => ({
      ...{ round, verdict, fault, why },
      overBaseline,
      overLive,
      live,
    })),
    data: {
      path: request.data,
      fingerprint: held!.fingerprint,
      rows: held!.rows,
      split: splitOf(held!.split),
    },
    seconds: rounded(made.seconds),
    timeBudget: budgetOf(state),
    report: existing(model!.artifact, 'report.html'),
    card: existing(model!.artifact, 'card.md'),
    warnings: [...new Set([...decidingWarnings(state), ...dataWarnings(state), ...warnings])],
  };
}

/** Graver findings in the data that leaving columns out has not settled, beside what is told of columns that decide the target. */
function dataWarnings({ data, dropped }: TaskState): string[] {
  const gone = new Set(dropped.map(({ column }) => column));
  const told = new Set(decidingColumns({ data }).map(({ column }) => column));
  return data!.findings
    .filter(({ severity, column }) => severity !== 'low' && (column === null || !gone.has(column)))
    .filter(({ code, column }) => code !== 'leakage' || column === null || !told.has(column))
    .map(({ message }) => message);
}

/** The candidates that counted in the end, the best first, then those that failed. */
export function rankedCandidates(state: TaskState) {
  const isLess = isLowerBetter(state.data!.metric as MetricName);
  return state.candidates
    .filter(({ generation }) => generation === state.generation)
    .sort((one, other) => {
      if (one.score === null || other.score === null)
        return Number(one.score === null) - Number(other.score === null);
      return isLess ? one.score - other.score : other.score - one.score;
    });
}

function splitOf({ by, column, why }: RowSplit) {
  return { by, column, why };
}

function named(figures: Record<string, number | null>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [snakeName(name as MetricName), value]),
  );
}

function existing(folder: string, name: string): string | null {
  const path = join(folder, name);
  return existsSync(path) ? path : null;
}

const rounded = (seconds: number) => Math.round(seconds * 1_000) / 1_000;
