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
      `- ${title}: ${kept ? 'stayed' : 'did not stay'}; it changed ${metric} by ${gain >= 0 ? '+' : ''}${Number(gain.toPrecision(2))} (proposed by ${by}).`,
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
export function modelText({ leaderboard, ensemble, metric, collaboration }: TaskResult): Answer {
  const best = new Map<string, number>();
  for (const { family, score } of leaderboard)
    if (score !== null && !best.has(family)) best.set(family, score);
  const lines = [...best].map(([family, score]) => `- ${family}: ${Number(score.toPrecision(4))}`);
  return {
    text: `The model is ${describeEnsemble(ensemble)}, since that came to ${metric} ${Number(collaboration.crew.toPrecision(4))} on the folds, and the best candidate alone to ${Number(collaboration.bestSingle.toPrecision(4))}. The best of each family:\n\n${lines.join('\n')}`,
    data: { collaboration, families: Object.fromEntries(best) },
  };
}

/** Reasons begin with what the column does ("names rows …") or name it themselves. */
function sentence(reason: string, column: string): string {
  const text = reason.startsWith(column) ? reason : `it ${reason}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
