import type { RunRecord } from '../../src/store/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { counted, inlineCode, table } from './figures.ts';

const runsShown = 15;

/** The latest runs of the store, newest first, without the one that asks. */
export async function listRuns(_input: unknown, { store, run }: ActionContext): Promise<ActionResult> {
  const found = await store.runs.list({ limit: runsShown + 1 });
  const runs = found.filter(({ id }) => id !== run).slice(0, runsShown);
  const data = runs.map(({ id, kind, status, startedAt, endedAt, thread }) => ({
    id,
    kind,
    status,
    startedAt,
    endedAt,
    thread,
  }));
  if (runs.length === 0) return { text: 'There are no runs yet: this is the first.', data };
  const rows = runs.map((record) => [
    inlineCode(record.id),
    record.kind,
    record.status,
    when(record.startedAt),
    askedFor(record),
  ]);
  const lead = `The latest ${counted(runs.length, 'run')}, newest first. \`opsmith runs show ID\` replays one.`;
  return {
    text: `${lead}\n\n${table(['run', 'kind', 'status', 'started', 'asked for'], rows, 5)}`,
    data,
    items: runs.map((record) => ({ id: record.id, title: askedFor(record), detail: detailOf(record) })),
  };
}

/** "2026-11-21 14:03", in UTC. */
function when(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

/** What a run was asked for, on one line. */
function askedFor({ input, kind }: RunRecord): string {
  const text = typeof input === 'object' && input !== null && 'text' in input ? String(input.text) : kind;
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function detailOf(record: RunRecord): string {
  const { id, status, startedAt, endedAt, result } = record;
  const times =
    endedAt === null ? `started ${when(startedAt)} UTC` : `${when(startedAt)} to ${when(endedAt)} UTC`;
  const answer =
    typeof result === 'object' && result !== null && 'answer' in result ? `\n\n${String(result.answer)}` : '';
  return `Run ${inlineCode(id)}: ${status}, ${times}.${answer}`;
}
