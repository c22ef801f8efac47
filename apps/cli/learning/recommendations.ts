import { type ExitStatus, InputError } from '../../../src/errors/index.ts';
import {
  type Explained,
  findRecommendation,
  type Judge,
  type KeptRecommendation,
  latestRecommendations,
  likesInWords,
  noteInWords,
} from '../../../src/learning/index.ts';
import type { ListOptions } from '../commands/recommendations.ts';
import { type CliContext, printJson } from '../context.ts';
import { severityMark } from '../render/review-text.ts';
import { count } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { wrap } from '../terminal/width.ts';
import { withLearning } from './with-learning.ts';

/** Ranked at most: the latest. A thousand take some ten milliseconds. */
const mostRanked = 5_000;
const percent = (value: number) => `${Math.round(value * 100)}%`;

/** `opsmith recommendations list` */
export async function listRecommendations(context: CliContext, options: ListOptions): Promise<ExitStatus> {
  const { limit, open, rule, file, json } = options;
  return withLearning(context, async ({ store, learning, judge }) => {
    const found = await latestRecommendations(store, {
      limit: mostRanked,
      ...(open === true ? { open } : {}),
      ...(rule === undefined ? {} : { rule }),
      ...(file === undefined ? {} : { file }),
    });
    const all = await learning.rank(found, { factsOf: ({ facts }) => facts, judge: await judge() });
    const ranked = all.slice(0, limit);
    const verdicts = await learning.verdicts();
    if (json === true)
      printJson(context, {
        verdicts,
        total: all.length,
        recommendations: ranked.map(({ item, probability, value, isHeldBack }) => ({
          ...shown(item),
          acceptance: probability,
          value,
          heldBack: isHeldBack,
        })),
      });
    else {
      const { style } = context.out;
      for (const { item, probability, isHeldBack } of ranked) {
        const place = style.dim(`${printable(item.file)}:${item.line}`);
        const held = isHeldBack ? style.dim(' held back') : '';
        context.out.line(
          `${severityMark(item.severity, style)} ${percent(probability).padStart(4)}  ${style.bold(item.id)}  ${printable(item.title)}  ${place}${held}`,
        );
      }
      context.out.line(
        ranked.length === 0
          ? 'There is no such recommendation yet: `opsmith review` gives some.'
          : `${ranked.length < all.length ? `The first ${ranked.length} of ` : ''}${count(all.length, 'recommendation')} by what they are worth to you, after ${count(verdicts, 'verdict')}.`,
      );
    }
    return 0;
  });
}

/** `opsmith recommendations show` */
export async function showRecommendation(
  context: CliContext,
  id: string,
  { json }: { json?: boolean },
): Promise<ExitStatus> {
  return withLearning(context, async ({ store, learning, judge }) => {
    const kept = await findRecommendation(store, id);
    const own = await judge();
    const [believed, { likes: others }, history] = await Promise.all([
      learning.explain(kept.facts, own),
      // Its own verdicts stand below, and are no others like it.
      learning.likes(kept.facts, kept.id),
      learning.historyOf(kept.id),
    ]);
    const explained = { ...believed, likes: others };
    const said = history.map(({ developer, at, origin, isLatest, body }) => ({
      ...body,
      developerId: developer,
      timestamp: at,
      origin,
      counts: isLatest,
    }));
    if (json === true) {
      const { probability, interval, deviation, effects, likes, notes } = explained;
      printJson(context, {
        ...shown(kept),
        developer: own.developer,
        acceptance: probability,
        interval,
        deviation,
        prior: kept.facts.prior,
        likes,
        notes,
        effects,
        history: said,
      });
    } else for (const line of explainedLines(context, { kept, explained, own })) context.out.line(line);
    if (json !== true)
      for (const { developerId, timestamp, type, origin, counts, comment } of said)
        context.out.line(
          `  ${timestamp.slice(0, 16).replace('T', ' ')}  ${printable(developerId)}: ${type}${origin === 'inferred' ? ' (inferred from git)' : ''}${counts ? '' : ', no longer counts'}${comment === undefined ? '' : `: ${printable(comment)}`}`,
        );
    return 0;
  });
}

function explainedLines(
  { out }: CliContext,
  { kept, explained, own }: { kept: KeptRecommendation; explained: Explained; own: Judge },
): string[] {
  const { style, columns } = out;
  const { probability, interval, effects, likes, notes } = explained;
  const [low, high] = interval;
  return [
    `${severityMark(kept.severity, style)} ${style.bold(printable(kept.title))}  ${style.dim(`${printable(kept.file)}:${kept.line} · ${kept.rule} · ${kept.id}`)}`,
    ...wrap(printable(kept.message), columns),
    '',
    `Likely to be accepted by ${printable(own.developer)}: ${style.bold(percent(probability))} (${percent(low)} to ${percent(high)}); before anybody judged: ${percent(kept.facts.prior)}.`,
    ...(likes === null ? [] : wrap(printable(sentence(likesInWords(likes, own))), columns)),
    ...notes.flatMap((note) => wrap(printable(`${noteInWords(note)}.`), columns)),
    ...effects
      .slice(0, 8)
      .map(
        ({ group, level, logOdds, verdicts }) =>
          `  ${logOdds < 0 ? style.red(logOdds.toFixed(2)) : style.green(`+${logOdds.toFixed(2)}`)}  ${group}${level === '' ? '' : style.dim(` ${printable(level.replaceAll('|', ', '))}`)} ${style.dim(`(${count(verdicts, 'verdict')})`)}`,
      ),
  ];
}

function sentence(words: string): string {
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}

function shown({ facts: _, ...rest }: KeptRecommendation): Omit<KeptRecommendation, 'facts'> {
  return rest;
}

/** `opsmith recommendations rankers` */
export async function listRankers(context: CliContext, { json }: { json?: boolean }): Promise<ExitStatus> {
  return withLearning(context, async ({ learning }) => {
    const rankers = await learning.rankers();
    if (json === true) printJson(context, { rankers });
    else
      for (const { version, at, isLive, reason, description, treesFrom } of rankers) {
        const live = isLive ? context.out.style.green('live') : '    ';
        const since = at === '' ? '' : `${at.slice(0, 16).replace('T', ' ')}  `;
        const trees = treesFrom === null ? '' : ` (fitted to ${count(treesFrom, 'verdict')})`;
        context.out.line(`${live}  ${version}  ${since}${description}${trees}. ${reason}`);
      }
    return 0;
  });
}

/** `opsmith recommendations retrain` */
export async function retrainRanker(context: CliContext, { json }: { json?: boolean }): Promise<ExitStatus> {
  return withLearning(context, async ({ learning }) => {
    const decided = await learning.retrain();
    if (json === true) printJson(context, decided);
    else {
      const { chosen, reason, version, trials, liveLogLoss } = decided;
      context.out.line(
        `${chosen === null ? `Ranker ${version} stays.` : `Ranker ${version} takes over.`} ${reason}`,
      );
      if (liveLogLoss !== null) context.out.line(`  live: log loss ${liveLogLoss.toFixed(4)}`);
      for (const { description, logLoss, standardErrors } of trials)
        context.out.line(
          `  ${description}: log loss ${logLoss.toFixed(4)} (${Math.abs(standardErrors).toFixed(1)} standard errors ${standardErrors < 0 ? 'worse' : 'better'})`,
        );
    }
    return 0;
  });
}

/** `opsmith recommendations rollback` */
export async function rollBackRanker(
  context: CliContext,
  version: string | undefined,
  { json }: { json?: boolean },
): Promise<ExitStatus> {
  if (version !== undefined && !/^\d{1,9}$/.test(version))
    throw new InputError('unknown-ranker', `A ranker's version is a number; got ${JSON.stringify(version)}.`);
  return withLearning(context, async ({ learning }) => {
    const live = await learning.rollBack(version === undefined ? undefined : Number(version));
    if (json === true) printJson(context, live);
    else context.out.line(`Ranker ${live.version} is live: ${live.description}.`);
    return 0;
  });
}
