import { dirname } from 'node:path';
import { z } from 'zod';
import { inlineCode, table } from '../../../agents/tools/figures.ts';
import { plotsFile, readJson } from '../folder.ts';
import type { TaskResult } from '../result.ts';
import { describeEnsemble } from '../text.ts';
import type { Answer } from './answer.ts';

/** Why a column was left out: the one that the text names, else all. */
export function droppedText(text: string, { dropped }: TaskResult): Answer {
  const words = text.toLowerCase();
  const named = dropped.filter(({ column }) => words.includes(column.toLowerCase()));
  const chosen = named.length > 0 ? named : dropped;
  if (chosen.length === 0)
    return { text: 'No column was left out: the model could use all of them.', data: { dropped: [] } };
  const lines = chosen.map(
    ({ column, reason, by }) =>
      `- \`${column}\`: ${sentence(reason, column)} Decided by ${by === 'policy' ? 'the data-collector’s policy' : by}.`,
  );
  const lead =
    named.length > 0
      ? ''
      : `${chosen.length === 1 ? 'One column was' : `${chosen.length} columns were`} left out:\n\n`;
  return { text: `${lead}${lines.join('\n')}`, data: { dropped: chosen } };
}

/** Which features were tried, and what each was worth. */
export function featuresText({ features, metric }: TaskResult): Answer {
  if (features.length === 0)
    return {
      text: 'No feature was tried beyond those that are made of each column by its kind.',
      data: { features },
    };
  const lines = features.map(
    ({ title, kept, gain, by }) =>
      `- ${title}: ${kept ? 'stayed' : 'did not stay'}; ${gain === 0 ? `${metric} was the same with it` : `${metric} was ${gain > 0 ? 'better' : 'worse'} by ${Number(Math.abs(gain).toPrecision(2))} with it`} (proposed by ${by}).`,
  );
  return {
    text: `Each was measured on the same folds, and stayed only where the score was better beyond noise:\n\n${lines.join('\n')}`,
    data: { features },
  };
}

/** What the validator sent back, and why. */
export function sentBackText({ judgements }: TaskResult): Answer {
  const back = judgements.filter(({ verdict }) => verdict === 'send-back');
  const lines = back.map(({ why }) => `- ${why}.`);
  const text =
    back.length === 0
      ? 'The validator sent nothing back.'
      : `The validator sent the work back:\n\n${lines.join('\n')}`;
  return { text, data: { judgements } };
}

/** Why the model is what it is: what was tried, and what it came to. */
export function modelText({
  leaderboard,
  ensemble,
  ensembleKind,
  metric,
  collaboration,
}: TaskResult): Answer {
  const best = new Map<string, number>();
  for (const { family, score } of leaderboard)
    if (score !== null && !best.has(family)) best.set(family, score);
  const lines = [...best].map(([family, score]) => `- ${family}: ${Number(score.toPrecision(4))}`);
  return {
    text: `The model is ${describeEnsemble(ensemble, ensembleKind)}, since that came to ${metric} ${Number(collaboration.crew.toPrecision(4))} on the folds, and the best candidate alone to ${Number(collaboration.bestSingle.toPrecision(4))}. The best of each family:\n\n${lines.join('\n')}`,
    data: { collaboration, families: Object.fromEntries(best) },
  };
}

/** The candidates in their order. */
export function leaderboardText({ leaderboard, metric, ensemble }: TaskResult): Answer {
  const shown = leaderboard.slice(0, leaderboardRows);
  const members = new Set(ensemble.map(({ candidate }) => candidate));
  const rows = shown.map(({ candidate, family, origin, score, seconds }) => [
    `${inlineCode(candidate)}${members.has(candidate) ? ' *' : ''}`,
    family,
    origin,
    score === null ? 'failed' : String(Number(score.toPrecision(4))),
    seconds.toFixed(1),
  ]);
  const more = leaderboard.length - shown.length;
  return {
    text: `${table(['candidate', 'family', 'from', metric, 'seconds'], rows, 3)}\n\nWhat is in the model has a star.${more > 0 ? ` And ${more} more.` : ''}`,
    data: { leaderboard },
  };
}

const leaderboardRows = 12;

/** The model beside always saying the same, one gradient boosting at its defaults and the best candidate alone. */
export function baselineText({ metric, scores, collaboration }: TaskResult): Answer {
  const shown = (value: number | null | undefined) =>
    value == null ? '–' : String(Number(value.toPrecision(4)));
  const rows = [
    ['the model, on rows nobody had seen', shown(scores.test[metric])],
    ['the model, on the folds', shown(collaboration.crew)],
    ['the best single candidate, on the folds', shown(collaboration.bestSingle)],
    ['one gradient boosting at its defaults, on the folds', shown(collaboration.reference)],
    ['always saying the same', shown(scores.baseline)],
  ];
  return { text: table([metric, ''], rows), data: { scores, collaboration } };
}

/** Which columns the model needs most, as the validator measured when it registered the model. */
export function importanceText({ model, metric }: TaskResult): Answer {
  const kept = z.array(z.unknown()).safeParse(readJson(plotsFile(dirname(model.artifact))));
  const found = (kept.data ?? []).flatMap((plot) => {
    const parsed = Importances.safeParse(plot);
    return parsed.success ? [parsed.data] : [];
  })[0];
  if (found === undefined)
    return { text: 'Nothing was measured of that: there was no time left for it when the model was made.' };
  const rows = found.features
    .slice(0, leaderboardRows)
    .map(({ name, importance }) => [inlineCode(name), importance.toPrecision(3)]);
  return {
    text: `${table(['column', `loss of ${metric} when dealt anew`], rows)}\n\nEach column’s values were dealt out anew among the rows that the validator had set aside, and the model asked again: what it loses is what it needs the column for.`,
    data: { importances: found.features },
  };
}

const Importances = z.object({
  plot: z.literal('importances'),
  features: z.array(z.object({ name: z.string(), importance: z.number() })),
});

/** Reasons begin with what the column does ("names rows …") or name it themselves. */
function sentence(reason: string, column: string): string {
  const text = reason.startsWith(column) ? reason : `it ${reason}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
