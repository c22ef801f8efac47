import type { ActionContext, ResultItem } from '../define.ts';
import { itemPlace } from '../planner/index.ts';
import { percent } from '../tools/figures.ts';
import { verdictInWords } from '../tools/verdict-memory.ts';
import { isFindingId } from './explain-finding.ts';
import { itemByPlace } from './last-result.ts';

/** Why a finding of the last result was shown: what found it, its place, how likely it is to be accepted, and what was said of it. Null where none is meant. */
export async function whyShown(
  text: string,
  { store, config, workspace, previous }: Pick<ActionContext, 'store' | 'config' | 'workspace' | 'previous'>,
): Promise<{ text: string; item: ResultItem } | null> {
  const items = (previous?.items ?? []).filter(({ id }) => isFindingId(id));
  const place = itemPlace(text);
  const said = /\brec_[0-9a-f]{10}\b/.exec(text.toLowerCase())?.[0] ?? previous?.about?.recommendation;
  const item = place === null ? (items.find(({ id }) => id === said) ?? items[0]) : itemByPlace(place, items);
  if (item === undefined || item === null) return null;
  const { findRecommendation, judgeOf, likesInWords, noteInWords, openLearning } = await import(
    '../../src/learning/index.ts'
  );
  const kept = await findRecommendation(store, item.id);
  const judge = await judgeOf(config.learning, { folder: workspace });
  const learning = openLearning(store);
  const { probability, interval, notes } = await learning.explain(kept.facts, judge);
  const { likes } = await learning.likes(kept.facts, kept.id);
  const history = await learning.historyOf(kept.id);
  const [low, high] = interval;
  const where = kept.file === '' ? `line ${kept.line}` : `\`${kept.file}:${kept.line}\``;
  const verdicts = history.map(({ developer, at, isLatest, body }) => {
    const comment = body.comment === undefined || body.comment === null ? '' : `: “${body.comment}”`;
    return `- ${verdictInWords[body.type]} by ${developer} on ${at.slice(0, 16).replace('T', ' ')} UTC${isLatest ? '' : ', no longer counts'}${comment}`;
  });
  const parts = [
    `\`${kept.id}\` (${kept.title}) was shown because the rule \`${kept.rule}\` finds it in ${where}. It stands at place ${items.indexOf(item) + 1} of ${items.length}: ${kept.severity}, and ${percent(probability)} likely to be accepted by ${judge.developer} (${percent(low)} to ${percent(high)}); before anybody judged, ${percent(kept.facts.prior)}.`,
    [...(likes === null ? [] : [likesInWords(likes, judge)]), ...notes.map(noteInWords)]
      .map((each) => `${each[0]!.toUpperCase()}${each.slice(1)}.`)
      .join(' '),
    verdicts.length === 0
      ? 'Nobody has judged this one itself yet.'
      : `What was said of this one itself:\n\n${verdicts.join('\n')}`,
    `A verdict moves it and others like it in the order; a mark in the code (\`opsmith-ignore ${kept.rule}: the reason\`) keeps this one quiet.`,
  ];
  return { text: parts.filter((part) => part !== '').join('\n\n'), item };
}
