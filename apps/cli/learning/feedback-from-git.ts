import type { ExitStatus } from '../../../src/errors/index.ts';
import { inferVerdicts, latestRecommendations } from '../../../src/learning/index.ts';
import type { FeedbackOptions } from '../commands/feedback.ts';
import { type CliContext, printJson } from '../context.ts';
import { count } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { tellMaintenance } from './tell-maintenance.ts';
import type { LearningBench } from './with-learning.ts';

/** Open recommendations that are looked at. */
const mostOpen = 20_000;

/** `opsmith feedback --from-git`: keeps what commits say of open recommendations, as inferred. */
export async function giveFromGit(
  context: CliContext,
  { store, learning, judge, remember }: LearningBench,
  { since, developer, json }: FeedbackOptions,
): Promise<ExitStatus> {
  const { cwd, signal } = context;
  const open = await latestRecommendations(store, { limit: mostOpen, open: true });
  const inferred = await inferVerdicts(open, {
    folder: cwd,
    signal,
    ...(since === undefined ? {} : { since }),
  });
  const before = await learning.verdicts();
  const { team } = await judge(developer ?? 'unknown');
  const rows = [];
  for (const { recommendation, type, reason, commit } of inferred) {
    const { id, facts, file, line, rule } = recommendation;
    const who = developer ?? commit.author;
    const timestamp = new Date(commit.at).toISOString();
    const given = await learning.give(
      { recommendationId: id, type, timestamp, context: { commit: commit.id, reason } },
      facts,
      { developer: who === '' ? 'unknown' : who.slice(0, 200), team, origin: 'inferred' },
    );
    rows.push({ ...given, type, reason, developer: who, commit: commit.id, file, line, rule });
  }
  const maintenance = await learning.maintain(before);
  if (json === true) printJson(context, { open: open.length, inferred: rows, ranker: maintenance });
  else {
    for (const { recommendation, type, reason, commit, file, line } of rows)
      context.out.line(
        `${recommendation} ${type}, inferred: ${reason} (${commit.slice(0, 10)}, ${printable(file)}:${line}).`,
      );
    context.out.line(
      `${count(rows.length, 'verdict')} inferred of ${count(open.length, 'open recommendation')}; an inferred one counts half, and gives way to what is told.`,
    );
    tellMaintenance(context, maintenance);
  }
  await remember(
    inferred.map(({ recommendation, type: verdict, reason, commit }) => ({
      recommendation,
      verdict,
      by: { comment: reason, developer: developer ?? commit.author, isInferred: true },
    })),
  );
  return 0;
}
