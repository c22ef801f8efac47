import type { ActionContext } from '../../../agents/index.ts';
import { type Column, type Table, takeTableRows } from '../../../src/data/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import type { Answer, Subject } from './answer.ts';
import { applyModelMembers } from './member-spread.ts';
import { mostDoubtful, rowNamed } from './named-row.ts';
import { cellText, shownRow } from './shown-row.ts';

/** "What if tenure were 50?": what the model says of a row with some columns otherwise; the row that the text names, else the one it is least sure about. */
export async function whatIfText(text: string, subject: Subject, context: ActionContext): Promise<Answer> {
  const [table, model] = await Promise.all([subject.table(), subject.model()]);
  const { target, data, dropped } = subject.result;
  const changes = changesIn(text, table, target);
  if (changes.length === 0) {
    const names = table.columns.map(({ name }) => name).filter((name) => name !== target);
    return {
      text: `Say which column is to be what, as in “what if ${names[0] ?? 'age'} were 50 for row 12?”. ${data.path} has ${names.slice(0, 20).join(', ')}.`,
    };
  }
  const { doubt } = applyModelMembers(model, table);
  const row = rowNamed(text, table.rows, context) ?? mostDoubtful(doubt);
  const before = takeTableRows(table, Int32Array.of(row));
  const after = {
    ...before,
    columns: before.columns.map((column) => {
      const change = changes.find(({ column: { name } }) => name === column.name);
      return change === undefined ? column : withValue(column, change.value);
    }),
  };
  const lead = `Row ${row + 1} of ${data.path} (${shownRow(table, row, target)}): ${applyModelMembers(model, before).said(0)}.`;
  const said = changes.map(({ column }) => {
    const now = after.columns.find(({ name }) => name === column.name)!;
    return `\`${column.name}\` ${cellText(now, 0)} in place of ${cellText(column, row)}`;
  });
  const unused = changes
    .filter(({ column }) => dropped.some((each) => each.column === column.name))
    .map(({ column }) => ` \`${column.name}\` was left out, so the model does not look at it.`);
  return {
    text: `${lead}\n\nWith ${said.join(' and ')}: ${applyModelMembers(model, after).said(0)}.${unused.join('')}`,
    data: { row: row + 1, changes: changes.map(({ column, value }) => ({ column: column.name, value })) },
    items: [
      {
        id: `row ${row + 1}`,
        title: `row ${row + 1}`,
        detail: shownRow(table, row, target),
      },
    ],
  };
}

/** The columns that the text names with a value: "tenure were 50", "plan = pro", "city to “New York”". The longest names first, so that "age" is not found in "wage". */
function changesIn(text: string, table: Table, target: string): { column: Column; value: string }[] {
  const columns = table.columns
    .filter(({ name }) => name !== target)
    .sort((one, other) => other.name.length - one.name.length);
  let rest = text;
  const found: { column: Column; value: string; at: number }[] = [];
  for (const column of columns) {
    const name = escaped(column.name);
    const assigned = new RegExp(
      String.raw`(?<![\p{L}\p{N}_])${name}[\x60'"”]?\s*(?:=|:|(?:were|was|is|be|became|becomes|changed to|set to|to|of|at)(?![\p{L}\p{N}_]))\s*(?:“([^”]+)”|"([^"]+)"|'([^']+)'|([^\s,;?]+))`,
      'iu',
    );
    // "With age 30": a number right behind a name of numbers, or a value that a column of texts has.
    const beside = new RegExp(
      String.raw`(?<![\p{L}\p{N}_])${name}[\x60'"”]?\s+${
        column.type === 'texts'
          ? `()()()(${
              column.dictionary
                .map(escaped)
                .sort((one, other) => other.length - one.length)
                .slice(0, 500)
                .join('|') || '(?!)'
            })`
          : '()()()(-?[\\d][\\d.,]*)'
      }(?![\p{L}\p{N}_])`,
      'iu',
    );
    const match = assigned.exec(rest) ?? beside.exec(rest);
    if (match === null) continue;
    const value = match[1] || match[2] || match[3] || match[4]!.replace(/[.,]$/, '');
    found.push({ column, value, at: match.index });
    rest =
      rest.slice(0, match.index) + ' '.repeat(match[0].length) + rest.slice(match.index + match[0].length);
  }
  return found.sort((one, other) => one.at - other.at);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A column of one row with another value. */
function withValue(column: Column, value: string): Column {
  if (column.type === 'texts') {
    const code = column.dictionary.findIndex((text) => text.toLowerCase() === value.toLowerCase());
    if (code >= 0) return { ...column, codes: Int32Array.of(code), missing: 0 };
    return {
      ...column,
      codes: Int32Array.of(column.dictionary.length),
      dictionary: [...column.dictionary, value],
      missing: 0,
    };
  }
  const number = column.kind === 'datetime' ? Date.parse(value) : numberOf(value);
  if (Number.isNaN(number))
    throw new InputError(
      'wrong-type',
      `${column.name} takes ${column.kind === 'datetime' ? 'dates, as in 2024-05-31' : 'numbers'}, and “${value}” is none.`,
    );
  return { ...column, values: Float64Array.of(number), missing: 0 };
}

function numberOf(value: string): number {
  if (/^(true|yes)$/i.test(value)) return 1;
  if (/^(false|no)$/i.test(value)) return 0;
  return value.trim() === '' ? Number.NaN : Number(value.replaceAll(',', ''));
}
