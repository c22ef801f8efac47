import { createHash } from 'node:crypto';
import { type Memory, type MemoryHit, openProjectMemory } from '../../src/memory/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { counted, inlineCode } from './figures.ts';

/** Where a person's own notes are kept. */
export const notes = 'notes';
const shown = 5;
const listedNotes = 20;
const shownCharacters = 400;

/** Does something with the project's memory and closes it. */
export async function withMemory<T>(
  { store, config, workspace }: Pick<ActionContext, 'store' | 'config' | 'workspace'>,
  work: (memory: Memory) => Promise<T>,
): Promise<T> {
  const memory = openProjectMemory({ store, config, cwd: workspace });
  try {
    return await work(memory);
  } finally {
    await memory.close();
  }
}

/** Keeps what a person said, once for the run's step. */
export async function remember({ text }: { text: string }, context: ActionContext): Promise<ActionResult> {
  const key = `note-${createHash('sha256').update(`${context.run}\0${context.step}`).digest('hex').slice(0, 8)}`;
  const { kept, entry } = await withMemory(context, async (memory) => {
    const outcome = await memory.store({
      namespace: notes,
      key,
      text,
      metadata: { kind: 'note' },
      run: context.run,
    });
    return { kept: outcome, entry: await memory.get(notes, key) };
  });
  const said = [`Noted as ${inlineCode(`${notes}/${key}`)}: ${quoted(entry.text)}.`];
  if (kept.mergedWith.length > 0)
    said.push(
      `It takes the place of ${kept.mergedWith.map(inlineCode).join(', ')}, which said nearly the same.`,
    );
  if (kept.hidSecrets) said.push('Something that looks like a secret was left out of it.');
  said.push(`“Forget that” takes it back, or \`opsmith memory forget ${notes} ${key}\`.`);
  return { text: said.join(' '), data: { ...kept, text: entry.text } };
}

const takesBack = '`opsmith memory forget NAMESPACE KEY` takes one back.';

/** What the memory has on a question, each with where it is from and how well it fits. */
export async function searchMemory(
  { query }: { query: string },
  context: ActionContext,
): Promise<ActionResult> {
  if (namesNothing.test(query.trim())) return listNotes(query, context);
  const {
    hits,
    notes: remarks,
    embedder,
  } = await withMemory(context, (memory) => memory.search({ query, limit: shown }, context.signal));
  const data = {
    query,
    embedder,
    notes: remarks,
    hits: hits.map(
      ({ namespace, key, text, metadata, source, run, updatedAt, score, similarity, alsoAs }) => ({
        namespace,
        key,
        text,
        metadata,
        source,
        run,
        updatedAt,
        score,
        similarity,
        alsoAs,
      }),
    ),
  };
  const lead =
    hits.length === 0
      ? `Nothing about that is remembered.${remarks.length === 0 ? ' “Remember that …” keeps something.' : ''}`
      : `${counted(hits.length, 'memory', 'memories')}, the best first:`;
  const lines = hits.map((hit, at) => `${at + 1}. ${quoted(hit.text)}\n   (${evidenceOf(hit)})`);
  return {
    text: [lead, ...lines, ...(hits.length === 0 ? [] : [takesBack]), ...remarks].join('\n\n'),
    data,
    items: hits.map((hit) => ({
      id: `${hit.namespace}/${hit.key}`,
      title: shortened(hit.text, 80),
      detail: `${quoted(hit.text, 4_000)}\n\n${evidenceOf(hit)}`,
    })),
  };
}

/** What is left of "what notes do you have" and "list all you remember": nothing to look for. */
const namesNothing =
  /^(?:(?:what's|what|whats|how|much|many|know|about|me|you've|i've|we've|youve|do|did|have|has|had|you|i|we|so|far|all|everything|anything|any|notes?|memory|memories|remember(?:ed)?|stored?|saved|kept|keep|to|the|my|your|our|of|it|in|there|is|are|that|up|until|now|till|please|list|show|me|right|currently)(?:\s+|$))+[.?!]*$/i;

/** The latest notes, where nothing is said of what they should be about. */
async function listNotes(query: string, context: ActionContext): Promise<ActionResult> {
  const kept = await withMemory(context, (memory) => memory.list({ namespace: notes, limit: listedNotes }));
  const lead =
    kept.length === 0
      ? 'Nothing was noted yet. “Remember that …” keeps something.'
      : `The latest ${counted(kept.length, 'note')}. ${takesBack}`;
  const lines = kept.map(
    ({ namespace, key, text }, at) => `${at + 1}. ${quoted(text)} (${inlineCode(`${namespace}/${key}`)})`,
  );
  return {
    text: [lead, ...(lines.length === 0 ? [] : [lines.join('\n')])].join('\n\n'),
    data: { query, notes: [], hits: kept.map(({ namespace, key, text }) => ({ namespace, key, text })) },
    items: kept.map(({ namespace, key, text }) => ({
      id: `${namespace}/${key}`,
      title: shortened(text, 80),
      detail: quoted(text, 4_000),
    })),
  };
}

/** Key, who, when, score: what a person can check a memory by. */
function evidenceOf({ namespace, key, source, updatedAt, score, run, alsoAs }: MemoryHit): string {
  return [
    inlineCode(`${namespace}/${key}`),
    `by ${source}`,
    updatedAt.slice(0, 16).replace('T', ' '),
    `score ${score.toFixed(2)}`,
    ...(run === null ? [] : [`run ${inlineCode(run)}`]),
    ...(alsoAs.length === 0 ? [] : [`said ${counted(alsoAs.length + 1, 'time')}`]),
  ].join(', ');
}

/** Remembered text is somebody's words, never ours: it stands in quotation marks, on one line, with no Markdown of its own. */
export function quoted(text: string, most = shownCharacters): string {
  return `“${shortened(text, most).replace(/[\\`*_[\]<>#|]/g, (mark) => `\\${mark}`)}”`;
}

function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
