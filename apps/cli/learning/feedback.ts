import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ExitStatus, InputError, type OpsmithError, toError } from '../../../src/errors/index.ts';
import {
  contradictionIn,
  DeveloperFeedback,
  findRecommendation,
  type GivenFeedback,
  readFeedbackLines,
} from '../../../src/learning/index.ts';
import type { FeedbackOptions } from '../commands/feedback.ts';
import { type CliContext, printJson, warn } from '../context.ts';
import { count } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { tellMaintenance } from './tell-maintenance.ts';
import { type LearningBench, withLearning } from './with-learning.ts';

/** What a command line says of a recommendation. */
interface Said {
  id: string | undefined;
  verdict: string | undefined;
}

/** `opsmith feedback`: takes one verdict, those of a file, or those that git tells of. */
export async function feedback(
  context: CliContext,
  said: Said,
  options: FeedbackOptions,
): Promise<ExitStatus> {
  refuseContradictions(said, options);
  return withLearning(context, async (bench) => {
    if (options.batch !== undefined) return giveBatch(context, bench, options);
    if (options.fromGit === true) {
      const { giveFromGit } = await import('./feedback-from-git.ts');
      return giveFromGit(context, bench, options);
    }
    return giveOne(context, bench, said as { id: string; verdict: DeveloperFeedback['type'] }, options);
  });
}

async function giveOne(
  context: CliContext,
  { store, learning, judge, remember }: LearningBench,
  { id, verdict }: { id: string; verdict: DeveloperFeedback['type'] },
  options: FeedbackOptions,
): Promise<ExitStatus> {
  const recommendation = await findRecommendation(store, id);
  const { score, comment, time, value, complexity } = options;
  const body = DeveloperFeedback.parse({
    recommendationId: recommendation.id,
    type: verdict,
    score,
    comment,
    implementationTime: time,
    perceivedValue: value,
    complexityRating: complexity,
  });
  const by = await judge(options.developer);
  const before = await learning.verdicts();
  const given = await learning.give(body, recommendation.facts, { ...by, origin: 'told' });
  const maintenance = await learning.maintain(before);
  const contradiction = contradictionIn(body);
  if (options.json === true)
    printJson(context, {
      ...given,
      type: verdict,
      developer: by.developer,
      contradiction,
      ranker: maintenance,
    });
  else {
    context.out.line(oneInWords(given, verdict, by.developer));
    tellMaintenance(context, maintenance);
  }
  if (contradiction !== null) warn(context, contradiction);
  if (given.outcome !== 'same')
    await remember([{ recommendation, verdict, by: { comment: comment ?? null, developer: by.developer } }]);
  return 0;
}

const done = { accept: 'accepted', reject: 'rejected', modify: 'accepted with changes' } as const;

function oneInWords(
  { outcome, recommendation, before, after }: GivenFeedback,
  verdict: keyof typeof done,
  developer: string,
): string {
  if (outcome === 'same')
    return `${recommendation}: ${printable(developer)} had said so already; nothing changed.`;
  const replaced = outcome === 'replaced' ? ', in place of what was said before' : '';
  const percent = (value: number) => `${Math.round(value * 100)}%`;
  return `${recommendation} ${done[verdict]} by ${printable(developer)}${replaced}. One like it is now ${percent(after)} likely to be accepted; it was ${percent(before)}.`;
}

/** A line that could not be applied, or that says two things. */
interface BadLine {
  line: number;
  message: string;
}

async function giveBatch(
  context: CliContext,
  { store, learning, judge, remember }: LearningBench,
  options: FeedbackOptions,
): Promise<ExitStatus> {
  const file = options.batch!;
  const lines = readFeedbackLines(readText(context, file));
  const counts = { new: 0, replaced: 0, same: 0, earlier: 0 };
  const bad: BadLine[] = [];
  const contradicting: BadLine[] = [];
  const told: Parameters<typeof remember>[0][number][] = [];
  const own = await judge(options.developer);
  const before = await learning.verdicts();
  for (const each of lines) {
    context.signal.throwIfAborted();
    if ('problem' in each) {
      bad.push({ line: each.line, message: each.problem });
      continue;
    }
    try {
      const { recommendationId, developerId } = each.feedback;
      const recommendation = await findRecommendation(store, recommendationId);
      const { id, facts } = recommendation;
      const by = developerId === undefined ? own : { ...own, developer: developerId };
      const given = await learning.give({ ...each.feedback, recommendationId: id }, facts, {
        ...by,
        origin: 'told',
      });
      counts[given.outcome] += 1;
      const contradiction = contradictionIn(each.feedback);
      if (contradiction !== null) contradicting.push({ line: each.line, message: contradiction });
      const { type: verdict, comment = null } = each.feedback;
      if (given.outcome === 'new' || given.outcome === 'replaced')
        told.push({ recommendation, verdict, by: { comment, developer: by.developer } });
    } catch (thrown) {
      // What is wrong with the store is wrong with every line.
      if (!(thrown instanceof InputError)) throw thrown;
      bad.push({ line: each.line, message: thrown.message });
    }
  }
  const maintenance = await learning.maintain(before);
  const applied = counts.new + counts.replaced;
  if (options.json === true)
    printJson(context, {
      file,
      lines: lines.length,
      applied,
      ...counts,
      bad,
      contradicting,
      ranker: maintenance,
    });
  else {
    const parts = [
      `${count(applied, 'verdict')} applied`,
      ...(counts.replaced > 0 ? [`${counts.replaced} of them in place of earlier ones`] : []),
      ...(counts.same > 0 ? [`${counts.same} known already`] : []),
      ...(counts.earlier > 0 ? [`${counts.earlier} earlier than what counts and kept as history`] : []),
      ...(bad.length > 0 ? [`${count(bad.length, 'bad line')}`] : []),
    ];
    context.out.line(`${parts.join(', ')}.`);
  }
  for (const { line, message } of bad)
    context.err.line(`${context.err.style.red(`${printable(file)}:${line}:`)} ${printable(message)}`);
  for (const { line, message } of contradicting) warn(context, `${printable(file)}:${line}: ${message}`);
  if (options.json !== true) tellMaintenance(context, maintenance);
  await remember(told);
  return bad.length > 0 ? 1 : 0;
}

function readText(context: CliContext, file: string): string {
  const path = resolve(context.cwd, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw Object.assign(toError(thrown), { path });
  }
}

function refuseContradictions({ id, verdict }: Said, options: FeedbackOptions): void {
  const { batch, fromGit, since } = options;
  const usage = (message: string): OpsmithError => new InputError('usage', message);
  if (batch !== undefined && fromGit === true) throw usage('Give --batch or --from-git, not both.');
  if (since !== undefined && fromGit !== true) throw usage('--since goes with --from-git.');
  const isMany = batch !== undefined || fromGit === true;
  if (isMany && id !== undefined)
    throw usage(`${batch === undefined ? '--from-git' : '--batch'} takes no recommendation beside it.`);
  if (!isMany && id === undefined)
    throw usage('Name a recommendation and what became of it: `opsmith feedback rec_0a1b2c3d4e accept`.');
  if (!isMany && verdict === undefined) throw usage('Say what became of it: accept, reject or modify.');
}
