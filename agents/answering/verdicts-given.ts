import type { ActionContext, PreviousTurn, ResultItem } from '../define.ts';
import { itemPlace } from '../planner/index.ts';
import { verdictInWords } from '../tools/verdict-memory.ts';
import { isFindingId } from './explain-finding.ts';
import { itemByPlace, itemByWords } from './last-result.ts';

type Verdict = keyof typeof verdictInWords;

/** A verdict that counts, as it is told. */
interface Told {
  type: Verdict;
  sentence: string;
}

/** So many findings are told of at once. */
const mostTold = 20;
/** So many of the latest findings are looked through where the conversation showed none. */
const mostLookedThrough = 50;

/** What was said of findings ("did I reject the first one?", "which did I accept?"), from the record of verdicts. Never a new verdict. */
export async function verdictsGiven(
  text: string,
  { store, previous }: Pick<ActionContext, 'store' | 'previous'>,
): Promise<string> {
  const { latestRecommendations, openLearning } = await import('../../src/learning/index.ts');
  const learning = openLearning(store);
  const told = async (id: string): Promise<Told | null> => {
    const latest = (await learning.historyOf(id)).findLast(({ isLatest }) => isLatest);
    if (latest === undefined) return null;
    const { body, developer, at } = latest;
    const reason = body.comment === undefined || body.comment === null ? '' : `: “${body.comment}”`;
    const when = `${at.slice(0, 16).replace('T', ' ')} UTC`;
    return {
      type: body.type,
      sentence: `${verdictInWords[body.type]} by ${developer} on ${when}${reason}`,
    };
  };
  const shown = (previous?.items ?? []).filter(({ id }) => isFindingId(id));
  const one = await meant(text, shown, { store, previous });
  if (one !== null) {
    const known = await told(one.id);
    const name = `\`${one.id}\` (${one.title})`;
    if (known === null) return `No: nobody has judged ${name} yet. “Accept it” or “reject it” does.`;
    const asked = askedFor(text);
    const lead = asked === null ? '' : asked === known.type ? 'Yes: ' : 'No: ';
    return `${lead}${name} was ${known.sentence}.`;
  }
  if (asksForOpen.test(text)) return openFindings(shown, store, async (id) => (await told(id)) !== null);
  const some =
    shown.length > 0
      ? shown.slice(0, mostTold)
      : await latestRecommendations(store, { limit: mostLookedThrough });
  const asked = askedFor(text);
  const lines: string[] = [];
  for (const { id, title } of some) {
    const known = await told(id);
    if (known !== null && (asked === null || asked === known.type))
      lines.push(`- \`${id}\` (${title}): ${known.sentence}`);
  }
  const among = shown.length > 0 ? `${counted(shown.length)} shown last` : 'latest findings';
  const how = asked === null ? 'judged' : verdictInWords[asked];
  return lines.length === 0
    ? `None of the ${among} was ${how}.`
    : `Of the ${among}, ${lines.length === 1 ? 'one was' : `${lines.length} were`} ${how}:\n\n${lines.slice(0, mostTold).join('\n')}`;
}

const asksForOpen = /\b(?:open|unjudged|undecided|pending|not (?:yet )?judged)\b/i;

/** The findings that nobody has judged: of those shown last, or where none were, of all that are kept. */
async function openFindings(
  shown: readonly ResultItem[],
  store: ActionContext['store'],
  isJudged: (id: string) => Promise<boolean>,
): Promise<string> {
  const { latestRecommendations } = await import('../../src/learning/index.ts');
  const open: { id: string; title: string; place: string }[] = [];
  for (const { id, title } of shown) if (!(await isJudged(id))) open.push({ id, title, place: '' });
  if (shown.length === 0)
    for (const { id, title, file, line } of await latestRecommendations(store, {
      limit: mostLookedThrough,
      open: true,
    }))
      open.push({ id, title, place: file === '' ? '' : ` in \`${file}:${line}\`` });
  const among = shown.length > 0 ? `Of the ${counted(shown.length)} shown last` : 'Of the latest findings';
  if (open.length === 0)
    return `${among}, none is open: ${shown.length === 0 ? 'there is none, or each' : 'each'} was judged.`;
  const lines = open.slice(0, mostTold).map(({ id, title, place }) => `- \`${id}\` (${title}${place})`);
  const more =
    open.length > lines.length ? `\n- and more: \`opsmith recommendations list --open\` shows all` : '';
  return `${among}, ${open.length === 1 ? 'one is' : `${open.length === mostLookedThrough && shown.length === 0 ? 'at least ' : ''}${open.length} are`} open, judged by nobody yet:\n\n${lines.join('\n')}${more}`;
}

function counted(count: number): string {
  return count === 1 ? 'finding' : `${count} findings`;
}

/** The one finding that is asked about: by its id, its place or its words, or the one that was just spoken of. Null where several are meant. */
async function meant(
  text: string,
  shown: readonly ResultItem[],
  { store, previous }: { store: ActionContext['store']; previous?: PreviousTurn | null },
): Promise<{ id: string; title: string } | null> {
  const id = /\brec_[0-9a-f]{4,10}\b/.exec(text.toLowerCase())?.[0];
  if (id !== undefined) {
    const { findRecommendation } = await import('../../src/learning/index.ts');
    return findRecommendation(store, id);
  }
  const place = itemPlace(text);
  const byPlace = place === null ? null : itemByPlace(place, shown);
  if (byPlace !== null) return byPlace;
  if (
    /\b(which|what|all|any|how many|ones|these|those|them|both)\b/i.test(text) &&
    !/\bwhat did\b.*\b(it|that one)\b/i.test(text)
  )
    return null;
  const spokenOf = shown.find((item) => item.id === previous?.about?.recommendation);
  return itemByWords(text, shown) ?? spokenOf ?? (shown.length === 1 ? shown[0]! : null);
}

const asked: readonly [RegExp, Verdict][] = [
  [/\b(reject|dismiss|declin|ignor|refus|turn(ed)? down)/i, 'reject'],
  [/\b(modif|chang)/i, 'modify'],
  [/\b(accept|approv|agree|appl(y|ied)|adopt)/i, 'accept'],
];

function askedFor(text: string): Verdict | null {
  return asked.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
