import type { ActionContext } from '../../../agents/index.ts';
import type { Answer, Subject } from './answer.ts';
import { applyModelMembers } from './member-spread.ts';
import { shownRow } from './shown-row.ts';

const shownRows = 5;

/** The rows that the model is least sure about: of classes where the likeliest is hardly likelier than the next, of numbers where its members differ most. */
export async function leastSureText(_: string, subject: Subject, __: ActionContext): Promise<Answer> {
  const [table, model] = await Promise.all([subject.table(), subject.model()]);
  const { doubt, said } = applyModelMembers(model, table);
  if (doubt === null)
    return { text: 'The model is a single one that predicts numbers: it says nothing of how sure it is.' };
  const rows = [...doubt.keys()].sort((one, other) => doubt[other]! - doubt[one]!).slice(0, shownRows);
  const lines = rows.map(
    (row) => `- row ${row + 1} (${shownRow(table, row, subject.result.target)}): ${said(row)}`,
  );
  return {
    text: `It is least sure about these of the ${table.rows.toLocaleString('en-US')} rows of ${subject.result.data.path}:\n\n${lines.join('\n')}\n\nAsk “what would change row ${rows[0]! + 1}?” to see what it hangs on.`,
    data: { rows: rows.map((row) => ({ row: row + 1, doubt: doubt[row]! })) },
    items: rows.map((row) => ({
      id: `row ${row + 1}`,
      title: `row ${row + 1}`,
      detail: `${shownRow(table, row, subject.result.target)}: ${said(row)}`,
    })),
  };
}
