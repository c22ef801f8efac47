import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError, StorageError } from '../../errors/index.ts';
import { atOnce, type Work } from '../../turns/index.ts';
import { timesOfDayNumbers } from '../read/period-shapes.ts';
import { type Column, type ColumnKind, columnKinds, columnOf, type Table } from '../table.ts';
import type { TableFinding } from './finding.ts';

const expectedColumn = z.strictObject({
  name: z.string(),
  kind: z.enum(columnKinds),
  type: z.enum(['numbers', 'texts']),
  /** Share of rows in which it was missing. */
  missingShare: z.number().min(0).max(1),
  range: z.strictObject({ least: z.number(), greatest: z.number() }).nullable(),
  categories: z.array(z.string()).nullable(),
  /** What stood beside its numbers and was left out: `%` (12% is 12), or the sign of a currency. */
  sign: z.string().optional(),
});

/** What later tables must be like, as `schema.json` holds it. */
export const expectationsSchema = z.strictObject({ version: z.literal(1), columns: z.array(expectedColumn) });
export type Expectations = z.infer<typeof expectationsSchema>;

const categoriesAtMost = 1_000;

/** What a table is like, to hold later ones against. Categories are kept up to 1,000 a column. */
export function expectationsOf(table: Table): Expectations {
  return atOnce(expectationsInTurns(table));
}

/** The same in turns, for big tables. */
export function* expectationsInTurns(table: Table): Work<Expectations> {
  const columns: Expectations['columns'] = [];
  for (const column of table.columns) {
    yield;
    const { name, kind, type, missing } = column;
    const isCategories = column.type === 'texts' && kind !== 'identifier' && kind !== 'text';
    const categories =
      isCategories && column.dictionary.length <= categoriesAtMost ? [...column.dictionary] : null;
    const range = column.type === 'numbers' && kind !== 'identifier' ? rangeOf(column.values) : null;
    const missingShare = table.rows === 0 ? 0 : missing / table.rows;
    const sign = column.type === 'numbers' ? column.sign : undefined;
    columns.push({
      name,
      kind,
      type,
      missingShare,
      range,
      categories,
      ...(sign !== undefined && { sign }),
    });
  }
  return { version: 1, columns };
}

/** The finite least and greatest, or null where there are none. */
function rangeOf(values: Float64Array): { least: number; greatest: number } | null {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least <= greatest ? { least, greatest } : null;
}

/** Writes expectations so that a reader never sees half of them. @throws StorageError `schema-unwritable` */
export function saveExpectations(path: string, expectations: Expectations): void {
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, `${JSON.stringify(expectations, null, 2)}\n`);
    renameSync(part, path);
  } catch (cause) {
    throw new StorageError(
      'schema-unwritable',
      `${path} cannot be written; check that its folder is there and who may write it.`,
      { cause },
    );
  }
}

/** @throws InputError `schema-unreadable`, `schema-invalid` */
export function loadExpectations(path: string): Expectations {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new InputError(
      'schema-unreadable',
      `${path} cannot be read as JSON; save the expectations again.`,
      { cause },
    );
  }
  const parsed = expectationsSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new InputError(
    'schema-invalid',
    `${path} holds no expectations: ${z.prettifyError(parsed.error).split('\n')[0]}. Save them again.`,
  );
}

/** A column of days such as 20190131 that its own table read as numbers, since it was too short to say what they are. */
function asTimes(column: Column | undefined, kind: ColumnKind): Column | undefined {
  if (kind !== 'datetime' || column?.type !== 'numbers' || column.kind === 'datetime') return column;
  const values = timesOfDayNumbers(column.values);
  return values === null ? column : { ...column, kind, values };
}

/** How a table differs from what was expected: missing, extra and retyped columns, unseen categories, values out of range. */
export function checkExpectations(table: Table, expectations: Expectations): TableFinding[] {
  const findings: TableFinding[] = [];
  const add = (
    code: string,
    severity: TableFinding['severity'],
    column: string,
    message: string,
    evidence: TableFinding['evidence'] = {},
  ) => findings.push({ code, severity, column, message, evidence });
  for (const expected of expectations.columns) {
    const { name, type, range, categories } = expected;
    const column = asTimes(columnOf(table, name), expected.kind);
    if (column === undefined)
      add('missing-column', 'critical', name, `Column ${name} (${expected.kind}) is missing.`);
    else if (column.type !== type && column.missing < table.rows)
      add('retyped-column', 'high', name, `Column ${name} was ${type} and is ${column.type} now.`, {
        was: type,
        is: column.type,
      });
    else if (column.type === 'numbers' && isOtherSign(column, expected))
      add('other-unit', 'high', name, otherSign(name, expected.sign, column.sign), {
        was: expected.sign ?? '',
        is: column.sign ?? '',
      });
    else if (column.type === 'numbers' && range !== null) {
      let [below, above] = [0, 0];
      for (const value of column.values) {
        if (value < range.least) below++;
        else if (value > range.greatest) above++;
      }
      if (below + above > 0)
        add(
          'out-of-range',
          'medium',
          name,
          `Column ${name} has ${below + above} values outside ${range.least} to ${range.greatest}.`,
          { below, above },
        );
    } else if (column.type === 'texts' && categories !== null) {
      const known = new Set(categories);
      const unseen = column.dictionary.map((text) => !known.has(text));
      const rows = column.codes.reduce((sum, code) => sum + (code >= 0 && unseen[code] === true ? 1 : 0), 0);
      const example =
        column.dictionary[column.codes.find((code) => code >= 0 && unseen[code] === true) ?? -1] ?? '';
      if (rows > 0)
        add(
          'unseen-category',
          'medium',
          name,
          `Column ${name} has ${rows} rows with values not seen before, such as ${JSON.stringify(example)}.`,
          { rows, example },
        );
    }
  }
  const names = new Set(expectations.columns.map(({ name }) => name));
  for (const { name } of table.columns)
    if (!names.has(name)) add('extra-column', 'low', name, `Column ${name} was not there before.`);
  return findings;
}

/** Whether numbers stand beside another sign than before. Money without a sign may be the same money; a number without its percent sign may be a share. */
export function isOtherSign(
  column: { type: 'numbers' | 'texts'; sign?: string | undefined },
  { sign }: { sign?: string | undefined },
): boolean {
  if (column.type !== 'numbers' || column.sign === sign) return false;
  return column.sign !== undefined || sign === '%';
}

/** What is said of numbers beside another sign than before. */
export function otherSign(name: string, before: string | undefined, now: string | undefined): string {
  const written = (sign: string | undefined) => (sign === undefined ? 'without a sign' : `with ${sign}`);
  return `Column ${name} was written ${written(before)} and is written ${written(now)} now, which may be another unit.`;
}
