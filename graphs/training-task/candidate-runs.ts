import { createHash } from 'node:crypto';
import type { Experiments, StartOptions } from '../../src/experiments/index.ts';
import { type MetricName, snakeName } from '../../src/train/index.ts';
import { rankedCandidates } from './result-of.ts';
import type { CandidateEntry, TaskState } from './state.ts';

/** The best so many, and after them those that failed. */
const mostRecorded = 60;

/** What the candidates of a task have in common with the task's own run. */
type Common = Pick<StartOptions, 'name' | 'data' | 'seed' | 'folder' | 'startedAt' | 'code'> & {
  parent: string;
  /** How the folds were made, and the share of the rows that each is judged by. */
  scheme: string;
  testShare: number;
};

/** Writes a task's candidates down as parts of its run, each with its settings, its score and its folds. Doing it again changes nothing. */
export async function recordCandidates(
  state: TaskState,
  experiments: Experiments,
  { name, parent, scheme, testShare, ...common }: Common,
): Promise<void> {
  const metric = snakeName(state.data!.metric as MetricName);
  for (const entry of rankedCandidates(state).slice(0, mostRecorded)) {
    const { id, family, origin, by, score, trainScore, foldScores, seconds, error } = entry;
    const run = await experiments.start({
      ...common,
      name: `${name}/${family}`,
      kind: 'candidate',
      run: idOf(parent, id),
      parent,
      parameters: { candidate: id, family, origin, by, ...settingsOf(entry) },
      ...(error === null ? {} : { tags: { error: error.slice(0, 200) } }),
    });
    run.metrics({ [`validation.${metric}`]: score, [`known.${metric}`]: trainScore, seconds }, 0);
    if (foldScores.length > 1) await run.folds({ metric, scheme, testShare, scores: foldScores });
    await run.end(error === null ? 'done' : 'failed');
  }
}

/** The same for the same candidate of the same task. */
function idOf(parent: string, candidate: string): string {
  return `run_${createHash('sha256').update(`${parent} ${candidate}`).digest('hex').slice(0, 12)}`;
}

function settingsOf({ recipe }: CandidateEntry): { settings?: unknown } {
  const { settings } = (recipe ?? {}) as { settings?: unknown };
  return settings === undefined ? {} : { settings };
}
