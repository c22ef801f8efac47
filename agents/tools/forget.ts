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

/** What a person is asked before `forget`: the notes that would be gone, in their words. @throws InputError `unknown-memory` where none is meant */
export async function askToForget({ what }: { what: string }, context: ActionContext): Promise<string> {
  const found = await meant(what, context);
  if (found.length === 0)
    throw new InputError(
      'unknown-memory',
      `No note says anything of ${subject(what)}. “List your notes” shows what there is.`,
    );
  const isAll = wantsAll(what);
  if (found.length > 1 && !isAll)
    throw new InputError(
      'ambiguous-memory',
      `${counted(found.length, 'note')} could be meant: ${found
        .slice(0, shown)
        .map(({ text }) => quoted(text, 80))
        .join(', ')}. Say more of its words, or “forget everything about ${subject(what)}”.`,
    );
  if (found.length === 1) return `Forget the note ${quoted(found[0]!.text, 200)}?`;
  const some = found
    .slice(0, shown)
    .map(({ text }) => quoted(text, 60))
    .join(', ');
  return `Forget ${counted(found.length, 'note')}: ${some}${found.length > shown ? ' and others' : ''}?`;
}

/** Takes notes out of the memory. Done again, it finds them gone. */
export async function forget({ what }: { what: string }, context: ActionContext): Promise<ActionResult> {
  const found = await meant(what, context);
  if (found.length === 0) return { text: 'Nothing is left of it.', data: { forgotten: [] } };
  const keys = found.map(({ key }) => key);
  await withMemory(context, (memory) => memory.forget(notes, keys));
  const first = found.length === 1 ? `: ${quoted(found[0]!.text, 200)}` : '';
  return {
    text: `Forgotten: ${counted(keys.length, 'note')}${first}.`,
    data: { forgotten: keys.map((key) => `${notes}/${key}`) },
  };
}

/** The notes that are meant, the newest first. */
async function meant(what: string, context: ActionContext): Promise<MemoryEntry[]> {
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
