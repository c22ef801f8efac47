import type { ActionContext } from '../../../agents/index.ts';
import { columnOf } from '../../../src/data/index.ts';
import { type Cell, nearestCounterexamples } from '../../../src/explain/index.ts';
import type { Answer, Subject } from './answer.ts';
import { applyModelMembers } from './member-spread.ts';
import { mostDoubtful, rowNamed } from './named-row.ts';
import { dateText, shownRow } from './shown-row.ts';

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
    const parts = changes.map(({ column, from, to }) => {
      const isDate = columnOf(table, column)?.kind === 'datetime';
      return `\`${column}\` ${shown(to, isDate)} in place of ${shown(from, isDate)}`;
    });
    return `- ${parts.join(', and ')}`;
  });
  return {
    text: `${lead} It would say otherwise with:\n\n${lines.join('\n')}`,
    data: { row: row + 1, counterexamples: found.counterexamples },
  };
}

function numberIn(text: string): number | null {
  const found = /(?:to|above|over|below|under|least|most|than)\s+(-?\d[\d,]*(?:\.\d+)?)/i.exec(text)?.[1];
  return found === undefined ? null : Number(found.replaceAll(',', ''));
}

function shown(cell: Cell, isDate: boolean): string {
  if (cell === null) return 'missing';
  if (typeof cell === 'number' && isDate) return dateText(cell);
  return typeof cell === 'number' ? String(Number(cell.toPrecision(5))) : `“${cell}”`;
}
