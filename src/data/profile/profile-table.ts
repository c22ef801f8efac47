import { inTurns, type Work } from '../../turns/index.ts';
import { noSuchColumn } from '../no-such-column.ts';
import type { OpenTable } from '../read/open-table.ts';
import type { Column, Table } from '../table.ts';
import {
  binsOf,
  type Codes,
  correlation,
  cramersV,
  mutualInformation,
  type Ranked,
  ranked,
  spearman,
} from './associations.ts';
import type { ColumnProfile } from './column-profile.ts';
import { asWritten, describeColumns } from './describe-columns.ts';
import { topOf } from './figures-here.ts';
import { sampleTable } from './sample-table.ts';

/** Two columns and how they go together. */
export interface Association {
  one: string;
  other: string;
  value: number;
}

/** What is known of a table. Figures of pairs come from `sampleRows` rows. */
export interface TableProfile {
  rows: number;
  /** Of its files. */
  bytes: number;
  columns: readonly ColumnProfile[];
  /** Rows that are equal to an earlier one in every column; null for tables of more than 500 columns. */
  duplicateRows: number | null;
  sampleRows: number;
  correlations: {
    pearson: readonly Association[];
    spearman: readonly Association[];
    cramersV: readonly Association[];
  };
  /** Of each column with the target, in nats, highest first: numbers in ten bins of equal counts, missing ones a value of their own. */
  mutualInformation: readonly { column: string; value: number }[];
  /** Rows by class of the target, commonest first; null without a target of classes. */
  classBalance: readonly { value: string | number; count: number; share: number }[] | null;
  /** For each column of times: whether rows come in its order. */
  timeOrder: readonly { column: string; order: 'rising' | 'falling' | 'none'; first: number; last: number }[];
}

export interface ProfileOptions {
  target?: string;
  /** Rows that pairs of columns are measured on. */
  sampleRows?: number;
  seed?: number;
  topValues?: number;
}

const pairColumns = 100;
const codesAtMost = 200;
const widest = 500;

/** Profiles an open table. @throws InputError `no-such-column` for the target */
export async function profileTable(open: OpenTable, options: ProfileOptions = {}): Promise<TableProfile> {
  const { target, sampleRows = 50_000, seed = 0, topValues = 10 } = options;
  const targetPlace = target === undefined ? -1 : placeOf(open, target);
  const columns = await describeColumns(open, topValues);
  const places = pairPlaces(columns, targetPlace);
  const sample = await sampleTable(open, places, { rows: sampleRows, seed });
  return {
    rows: open.rows,
    bytes: open.source.files.bytes,
    columns,
    duplicateRows: open.columns.length > widest || open.here !== undefined ? null : await duplicateRows(open),
    sampleRows: sample.rows,
    correlations: await inTurns(correlations(sample)),
    mutualInformation: target === undefined ? [] : await inTurns(informationOn(sample, target)),
    classBalance: targetPlace < 0 ? null : await classBalance(open, columns[targetPlace]!, targetPlace),
    timeOrder: await timeOrders(open),
  };
}

function placeOf(open: OpenTable, name: string): number {
  const names = open.columns.map((column) => column.name);
  const place = names.indexOf(name);
  if (place >= 0) return place;
  throw noSuchColumn(names, name);
}

/** Columns of which pairs are measured: the first hundred that are neither constant nor identifiers nor long texts, and the target. */
function pairPlaces(columns: readonly ColumnProfile[], target: number): number[] {
  const places: number[] = [];
  for (const [place, { kind, missing, distinct }] of columns.entries()) {
    const isFit = kind !== 'constant' && kind !== 'identifier' && kind !== 'text' && missing >= 0;
    const isManyCodes = kind === 'categorical' && distinct > 10_000;
    if (place === target || (isFit && !isManyCodes && places.length < pairColumns)) places.push(place);
  }
  return places;
}

async function duplicateRows(open: OpenTable): Promise<number> {
  if (open.columns.length === 0) return 0;
  const places = open.columns.map((_, place) => place);
  const { n } = await open.session.row(
    `SELECT count(*) - count(DISTINCT hash(${places.map((place) => `c${place}`).join(', ')})) AS n FROM ${open.relation(places)}`,
  );
  return Number(n);
}

/** In turns: a column takes some ten milliseconds, and so does a pair with gaps. */
function* correlations(sample: Table): Work<TableProfile['correlations']> {
  const numbers: ({ name: string } & Ranked)[] = [];
  const codes: ({ name: string } & Codes)[] = [];
  for (const column of sample.columns) {
    yield;
    const { name } = column;
    if (column.type === 'numbers' && column.kind !== 'datetime')
      numbers.push({ name, ...ranked(column.values) });
    const found = categoryCodes(column);
    if (found !== null) codes.push({ name, ...found });
  }
  const found = {
    pearson: [] as Association[],
    spearman: [] as Association[],
    cramersV: [] as Association[],
  };
  const add = (list: Association[], one: string, other: string, value: number) => {
    if (Number.isFinite(value)) list.push({ one, other, value });
  };
  for (const [at, one] of numbers.entries())
    for (const other of numbers.slice(at + 1)) {
      add(found.pearson, one.name, other.name, correlation(one, other));
      yield;
      add(found.spearman, one.name, other.name, spearman(one, other));
      yield;
    }
  for (const [at, one] of codes.entries())
    for (const other of codes.slice(at + 1)) {
      add(found.cramersV, one.name, other.name, cramersV(one, other));
      yield;
    }
  return found;
}

/** A column of few values as codes, or null. */
function categoryCodes(column: Column): Codes | null {
  if (column.type === 'texts')
    return column.dictionary.length > codesAtMost
      ? null
      : { codes: column.codes, size: column.dictionary.length };
  if (column.kind !== 'boolean') return null;
  return { codes: Int32Array.from(column.values, (value) => (Number.isNaN(value) ? -1 : value)), size: 2 };
}

/** Of each column with the target, in nats, highest first: as a profile has it, of a table in memory, in turns. Empty where the target is a column of many texts. */
export function* informationOn(sample: Table, target: string): Work<{ column: string; value: number }[]> {
  const goal = sample.columns.find(({ name }) => name === target)!;
  const goalCodes = categoryCodes(goal) ?? (goal.type === 'numbers' ? targetBins(goal.values) : null);
  if (goalCodes === null) return [];
  const found: { column: string; value: number }[] = [];
  for (const column of sample.columns) {
    if (column.name === target) continue;
    yield;
    const codes =
      column.type === 'numbers' && column.kind !== 'boolean'
        ? binsOf(column.values, 10)
        : withMissing(column);
    found.push({ column: column.name, value: mutualInformation(codes, goalCodes) });
  }
  return found.sort((one, other) => other.value - one.value);
}

/** Few different numbers are classes; rows without a target say nothing of it. */
function targetBins(values: Float64Array): Codes {
  const distinct = [...new Set(values.filter((value) => !Number.isNaN(value)))].sort(
    (one, other) => one - other,
  );
  const codeOf = new Map(distinct.map((value, code) => [value, code]));
  if (distinct.length <= 20)
    return { codes: Int32Array.from(values, (value) => codeOf.get(value) ?? -1), size: distinct.length };
  const bins = binsOf(values, 10);
  const missing = bins.size - 1;
  return { codes: bins.codes.map((code) => (code === missing ? -1 : code)), size: bins.size };
}

function withMissing(column: Column): Codes {
  if (column.type === 'numbers')
    return { codes: Int32Array.from(column.values, (value) => (Number.isNaN(value) ? 2 : value)), size: 3 };
  const size = column.dictionary.length + 1;
  return { codes: column.codes.map((code) => (code < 0 ? size - 1 : code)), size };
}

const classesAtMost = 100;

async function classBalance(
  open: OpenTable,
  { kind, distinct }: ColumnProfile,
  place: number,
): Promise<TableProfile['classBalance']> {
  const isClasses =
    kind === 'categorical' ||
    kind === 'boolean' ||
    kind === 'constant' ||
    (kind === 'numeric' && distinct <= 20);
  if (!isClasses || distinct > classesAtMost) return null;
  const here = open.here?.get(place);
  const found =
    here !== undefined
      ? topOf(here.filter((value) => !Number.isNaN(value)).sort(), classesAtMost).map(
          ({ value, count: n }) => ({ value, n }),
        )
      : await open.session.rows(
          `SELECT c${place} AS value, count(*) AS n FROM ${open.relation([place])} WHERE c${place} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`,
        );
  const total = found.reduce((sum, { n }) => sum + Number(n), 0);
  return found.map(({ value, n }) => ({
    value: asWritten(value as string | number, open.columns[place]!.stored),
    count: Number(n),
    share: Number(n) / total,
  }));
}

async function timeOrders(open: OpenTable): Promise<TableProfile['timeOrder']> {
  const orders: { column: string; order: 'rising' | 'falling' | 'none'; first: number; last: number }[] = [];
  for (const [place, { name, kind, least, greatest }] of open.columns.entries()) {
    if (kind !== 'datetime' || least === null) continue;
    let [isRising, isFalling, before] = [true, true, Number.NaN];
    await open.session.eachChunk(
      `SELECT c${place} FROM ${open.relation([place])} WHERE c${place} IS NOT NULL`,
      ([times], rows) => {
        for (let row = 0; row < rows; row++) {
          const time = times![row]!;
          if (time < before) isRising = false;
          if (time > before) isFalling = false;
          before = time;
        }
      },
    );
    const order = isRising ? 'rising' : isFalling ? 'falling' : 'none';
    orders.push({ column: name, order, first: least, last: greatest! });
  }
  return orders;
}
