import { InputError } from '../../src/errors/index.ts';
import type { MemoryEntry } from '../../src/memory/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { counted } from './figures.ts';
import { notes, quoted, withMemory } from './memory.ts';

/** Notes that are looked through, the newest first. */
const mostNotes = 20_000;
const shown = 5;
/** A note is meant when it has so many of the words. */
const leastShare = 0.5;

/** What a person is asked before `forget`: what would be gone, in its words. @throws InputError `unknown-memory` where nothing is meant */
export async function askToForget({ what }: { what: string }, context: ActionContext): Promise<string> {
  const found = await meant(what, context);
  if (found.length === 0)
    throw new InputError(
      'unknown-memory',
      `Nothing that is remembered says anything of ${subject(what)}. “List your notes” shows the notes; \`opsmith memory list\` shows all there is.`,
    );
  const things = found.every(({ namespace }) => namespace === notes) ? 'note' : 'entry';
  const isAll = wantsAll(what);
  if (found.length > 1 && !isAll)
    throw new InputError(
      'ambiguous-memory',
      `${countedThings(found)} could be meant: ${found
        .slice(0, shown)
        .map(({ text }) => quoted(text, 80))
        .join(', ')}. Say more of its words, or “forget everything about ${subject(what)}”.`,
    );
  seenIn(context).set(stepOf(context), found);
  if (found.length === 1)
    return things === 'note'
      ? `Forget the note ${quoted(found[0]!.text, 200)}?`
      : `Forget ${quoted(found[0]!.text, 200)} (\`${found[0]!.namespace}/${found[0]!.key}\`)?`;
  const some = found
    .slice(0, shown)
    .map(({ text }) => quoted(text, 60))
    .join(', ');
  return `Forget ${countedThings(found)}: ${some}${found.length > shown ? ' and others' : ''}?`;
}

/** Takes what is meant out of the memory: just what was shown when it was asked, where that is known. Done again, it finds it gone. */
export async function forget({ what }: { what: string }, context: ActionContext): Promise<ActionResult> {
  const asked = seenIn(context).get(stepOf(context));
  seenIn(context).delete(stepOf(context));
  const found = asked ?? (await meant(what, context));
  if (found.length === 0) return { text: 'Nothing is left of it.', data: { forgotten: [], left: [] } };
  const { left } = await withMemory(context, (memory) => memory.forgetSeen(found));
  const kept = new Set(left.map(nameOf));
  const gone = found.filter((entry) => !kept.has(nameOf(entry)));
  const first = gone.length === 1 ? `: ${quoted(gone[0]!.text, 200)}` : '';
  const parts = [
    gone.length === 0 ? 'Nothing was forgotten.' : `Forgotten: ${countedThings(gone)}${first}.`,
    left.length === 0
      ? ''
      : `${counted(left.length, 'entry', 'entries')} changed since ${left.length === 1 ? 'it was' : 'they were'} shown, or had gone already, and ${left.length === 1 ? 'was' : 'were'} left: ${left.slice(0, shown).map(nameOf).join(', ')}.`,
  ];
  return {
    text: parts.filter((part) => part !== '').join(' '),
    data: { forgotten: gone.map(nameOf), left: left.map(nameOf) },
  };
}

/** What was shown to a person, by store and step, until it is decided: what comes to be known meanwhile is not forgotten unseen. */
const shownToPeople = new WeakMap<object, Map<string, MemoryEntry[]>>();

function seenIn({ store }: ActionContext): Map<string, MemoryEntry[]> {
  const known = shownToPeople.get(store) ?? new Map<string, MemoryEntry[]>();
  shownToPeople.set(store, known);
  return known;
}

function stepOf({ run, step }: ActionContext): string {
  return `${run}\0${step}`;
}

function nameOf({ namespace, key }: Pick<MemoryEntry, 'namespace' | 'key'>): string {
  return `${namespace}/${key}`;
}

/** "2 notes", or where more than notes are meant "3 entries (2 in notes, 1 in reviews)". */
function countedThings(entries: readonly MemoryEntry[]): string {
  if (entries.every(({ namespace }) => namespace === notes)) return counted(entries.length, 'note');
  const byNamespace = Map.groupBy(entries, ({ namespace }) => namespace);
  const places = [...byNamespace].map(([namespace, some]) => `${some.length} in ${namespace}`);
  return `${counted(entries.length, 'entry', 'entries')} (${places.join(', ')})`;
}

/**
 * What is meant, the newest first: all that is remembered, in whatever namespace, where everything about a thing is; else the notes that have its words,
 * and only where none has, the rest of the memory.
 */
async function meant(what: string, context: ActionContext): Promise<MemoryEntry[]> {
  if (/^(?:everything|all) about /i.test(what.trim())) return everywhere(subject(what.trim()), context);
  const found = await meantNotes(what, context);
  return found.length > 0 || namesNothing.test(what.trim()) ? found : everywhere(what, context);
}

/** Everything that says so, of all namespaces. */
async function everywhere(about: string, context: ActionContext): Promise<MemoryEntry[]> {
  if (wordsOf(about).length === 0) return [];
  return withMemory(context, (memory) => memory.whatToForget({ about }));
}

const namesNothing = /^(?:everything|it|that|this|the last (?:note|one))$/i;

/** The notes that are meant, the newest first. */
async function meantNotes(what: string, context: ActionContext): Promise<MemoryEntry[]> {
  const kept = await withMemory(context, async (memory) => {
    const has = (await memory.namespaces()).some(({ namespace }) => namespace === notes);
    return has ? memory.list({ namespace: notes, limit: mostNotes }) : [];
  });
  if (/^everything$/i.test(what.trim())) return kept;
  if (/^(?:it|that|this|the last (?:note|one))$/i.test(what.trim())) return kept.slice(0, 1);
  const byKey = kept.find(({ key }) => what.includes(key));
  if (byKey !== undefined) return [byKey];
  const wanted = [...new Set(wordsOf(what))];
  if (wanted.length === 0) return [];
  const scored = kept.map((entry) => {
    const words = new Set(wordsOf(entry.text));
    return { entry, share: wanted.filter((word) => words.has(word)).length / wanted.length };
  });
  const best = Math.max(0, ...scored.map(({ share }) => share));
  if (best < leastShare) return [];
  return scored.filter(({ share }) => share === best).map(({ entry }) => entry);
}

/** What is spoken of: without the "everything about" before it. */
function subject(what: string): string {
  return what.replace(/^(?:everything|all) about /i, '');
}

function wantsAll(what: string): boolean {
  return /^(?:everything|all)\b/i.test(what.trim());
}

const small =
  /^(?:the|a|an|my|our|your|we|i|you|it|that|this|is|are|was|were|be|to|of|in|on|for|and|or|about|with|at|by|from|has|have|do|does|not|note|everything|all|what|said|told|should|will|would|can|there|they|them|its)$/;

/** Words of substance, without their endings. */
function wordsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}\p{N}_]+/gu)]
    .map(([word]) => word)
    .filter((word) => !small.test(word))
    .map((word) => word.replace(/(?:ies|es|s|ing|ed)$/, '') || word);
}
