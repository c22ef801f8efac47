import type { ActionContext } from '../../../agents/index.ts';
import { type Cell, nearestCounterexamples } from '../../../src/explain/index.ts';
import type { Answer, Subject } from './answer.ts';
import { applyModelMembers } from './member-spread.ts';
import { shownRow } from './shown-row.ts';

/** What would have to be otherwise for the model to say another class of a row: the row that the text names, else the one it is least sure about. */
export async function changesText(text: string, subject: Subject, context: ActionContext): Promise<Answer> {
  const [table, model] = await Promise.all([subject.table(), subject.model()]);
  const { target, data } = subject.result;
  const { doubt, said } = applyModelMembers(model, table);
  const row = rowNamed(text, table.rows, context) ?? mostDoubtful(doubt);
  const number = model.classes === null ? numberIn(text) : null;
  if (model.classes === null && number === null)
    return {
      text: `The model predicts a number (row ${row + 1}: ${said(row)}): say from what on it would be another, as in “what would change row ${row + 1} to at least 100?”.`,
    };
  const found = await nearestCounterexamples(model, table, {
    row,
    ...(number === null
      ? {}
      : { goal: /\b(most|below|under|less)\b/i.test(text) ? { atMost: number } : { atLeast: number } }),
    immutable: [target],
    count: 3,
    signal: context.signal,
  });
  const lead = `Row ${row + 1} of ${data.path} (${shownRow(table, row, target)}): ${said(row)}.`;
  if (found.isReached) return { text: `${lead} That is so already.` };
  if (found.counterexamples.length === 0)
    return {
      text: `${lead} Nothing near it was found of which the model says otherwise.`,
      data: { row: row + 1 },
    };
  const lines = found.counterexamples.map(({ changes }) => {
    const parts = changes.map(
      ({ column, from, to }) => `\`${column}\` ${shown(to)} in place of ${shown(from)}`,
    );
    return `- ${parts.join(', and ')}`;
  });
  return {
    text: `${lead} It would say otherwise with:\n\n${lines.join('\n')}`,
    data: { row: row + 1, counterexamples: found.counterexamples },
  };
}

/** A row by its number in the text ("row 12"), or the first that the last answer showed; from 0. */
function rowNamed(text: string, rows: number, { previous }: ActionContext): number | null {
  const named = /\brow\s+#?(\d+)\b/i.exec(text)?.[1];
  const shownBefore = /^row (\d+)$/.exec(previous?.items?.[0]?.id ?? '')?.[1];
  const number = Number(named ?? shownBefore ?? Number.NaN);
  return Number.isInteger(number) && number >= 1 && number <= rows ? number - 1 : null;
}

function mostDoubtful(doubt: Float64Array | null): number {
  if (doubt === null) return 0;
  return doubt.reduce((most, value, row) => (value > doubt[most]! ? row : most), 0);
}

function numberIn(text: string): number | null {
  const found = /(?:to|above|over|below|under|least|most|than)\s+(-?\d[\d,]*(?:\.\d+)?)/i.exec(text)?.[1];
  return found === undefined ? null : Number(found.replaceAll(',', ''));
}

function shown(cell: Cell): string {
  if (cell === null) return 'missing';
  return typeof cell === 'number' ? String(Number(cell.toPrecision(5))) : `“${cell}”`;
}
