import type { Expectations, Table } from '../data/index.ts';

/** Something about incoming rows that a reader should know, though they are predicted all the same. */
export interface InputWarning {
  code: 'unseen-category' | 'out-of-range' | 'all-missing';
  column: string;
  /** Rows that it concerns. */
  rows: number;
  message: string;
}

interface Watched {
  name: string;
  known: ReadonlySet<string> | null;
  range: { least: number; greatest: number } | null;
  unseen: number;
  example: string | null;
  below: number;
  above: number;
  present: number;
}

/** Holds incoming rows against what training has seen, table after table. */
export class InputWatch {
  readonly #watched: readonly Watched[];
  #rows = 0;

  constructor(expectations: Expectations | null) {
    this.#watched = (expectations?.columns ?? []).map(({ name, range, categories }) => ({
      name,
      known: categories === null ? null : new Set(categories),
      range,
      unseen: 0,
      example: null,
      below: 0,
      above: 0,
      present: 0,
    }));
  }

  look(table: Table): void {
    this.#rows += table.rows;
    for (const watched of this.#watched) {
      const column = table.columns.find(({ name }) => name === watched.name);
      if (column === undefined) continue;
      watched.present += table.rows - column.missing;
      if (column.type === 'numbers') lookAtNumbers(watched, column.values);
      else lookAtTexts(watched, column.codes, column.dictionary);
    }
  }

  get warnings(): InputWarning[] {
    return this.#watched.flatMap((watched) => warningsOf(watched, this.#rows));
  }
}

function lookAtNumbers(watched: Watched, values: Float64Array): void {
  if (watched.range === null) return;
  const { least, greatest } = watched.range;
  for (const value of values) {
    if (value < least) watched.below += 1;
    else if (value > greatest) watched.above += 1;
  }
}

function lookAtTexts(watched: Watched, codes: Int32Array, dictionary: readonly string[]): void {
  if (watched.known === null) return;
  const isUnseen = dictionary.map((text) => text !== '' && !watched.known!.has(text));
  if (!isUnseen.includes(true)) return;
  for (const code of codes)
    if (isUnseen[code] === true) {
      watched.unseen += 1;
      watched.example ??= dictionary[code]!;
    }
}

function warningsOf(watched: Watched, all: number): InputWarning[] {
  const { name, unseen, example, below, above, range, present } = watched;
  const warnings: InputWarning[] = [];
  if (all > 0 && present === 0)
    warnings.push({
      code: 'all-missing',
      column: name,
      rows: all,
      message: `Column "${name}" has no value in any row.`,
    });
  if (unseen > 0)
    warnings.push({
      code: 'unseen-category',
      column: name,
      rows: unseen,
      message: `Column "${name}" has values that training has not seen in ${counted(unseen)}, such as ${JSON.stringify(example)}; they count as unknown.`,
    });
  if (below + above > 0)
    warnings.push({
      code: 'out-of-range',
      column: name,
      rows: below + above,
      message: `Column "${name}" is outside of what training has seen (${range!.least} to ${range!.greatest}) in ${counted(below + above)}.`,
    });
  return warnings;
}

function counted(rows: number): string {
  return rows === 1 ? '1 row' : `${rows.toLocaleString('en')} rows`;
}
