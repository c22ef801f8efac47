import { InputError } from '../../errors/index.ts';
import { dateShapeOf } from '../read/date-shapes.ts';
import { isMissingMark } from '../read/missing-marks.ts';
import { numberShapeOf } from '../read/number-shapes.ts';

/** How the fields of a text file are told apart. */
export interface Dialect {
  delimiter: string;
  quote: '"' | "'";
  /** What stands before a quote inside of quotes: the quote itself, or a backslash. */
  escapeMark: '"' | "'" | '\\';
  hasHeader: boolean;
  /** Lines of other text before the table: a title, a date, blank ones. */
  preambleLines: number;
  /** From the header, else `column_1`, `column_2`, … */
  names: readonly string[];
}

const delimiters = [',', ';', '\t', '|'] as const;
/** Only where none of the others is in it, and only between numbers: texts have blanks, too. */
const blank = ' ';

/** What the caller knows of the dialect; all else is found. */
export type KnownDialect = Partial<Pick<Dialect, 'delimiter' | 'quote' | 'hasHeader'>>;

/** How fields are told apart, and what the beginning of a file is by it. */
interface Reading extends Pick<Dialect, 'delimiter' | 'quote' | 'escapeMark'> {
  records: string[][];
  openedAt: number | null;
  score: number;
}

/**
 * Finds the dialect from the beginning of a file: the delimiter that gives most records the same number of fields, more than one; a header where
 * every field of the first record is a text of its own, neither number nor date nor missing, or those that are not are periods above figures, count the columns, or are
 * names that would be gaps (`Na`) above figures. `isWhole` says that there is no more than `text`.
 *
 * @throws InputError `unterminated-quote`, `duplicate-column`, `empty-file`
 */
export function detectDialect(
  text: string,
  path: string,
  isWhole: boolean,
  known: KnownDialect = {},
): Dialect {
  const quote =
    known.quote ?? (/(^|[,;\t| ])'[^'\n]*'([,;\t| ]|\r?$)/m.test(text) && !text.includes('"') ? "'" : '"');
  const from = { text, quote, isWhole, delimiter: known.delimiter } as const;
  const hasBackslash = text.includes(`\\${quote}`);
  const usual = hasBackslash && !text.includes(quote + quote) ? '\\' : quote;
  let best = bestReading(from, usual);
  // A field may end in a backslash, or letters stand between quotes and backslashes alike: what keeps records whole decides.
  if (hasBackslash && !isRegular(best, isWhole)) {
    const other = bestReading(from, usual === quote ? '\\' : quote);
    if (isRegular(other, isWhole)) best = other;
  }
  if (best.openedAt !== null && isWhole)
    throw unterminated(path, text.slice(0, best.openedAt).split(/\r\n?|\n/).length);
  const { escapeMark } = best;
  if (known.delimiter === undefined && best.records.every(({ length }) => length === 1)) {
    const blanks = readingBy(from, blank, escapeMark);
    if (areNumbersBetweenBlanks(blanks.records)) best = blanks;
  }
  const { delimiter, records } = best;
  const before = preambleRecords(records);
  const first = records[before];
  if (first === undefined)
    throw new InputError('empty-file', `${path} has no line with text; give a file with data.`);
  const hasHeader = known.hasHeader ?? looksLikeHeader(first, records.slice(before + 1));
  const names = hasHeader ? headerNames(first, path) : first.map((_, place) => `column_${place + 1}`);
  return { delimiter, quote, escapeMark, hasHeader, preambleLines: linesBefore(text, before), names };
}

interface Beginning {
  text: string;
  quote: Dialect['quote'];
  isWhole: boolean;
  delimiter: string | undefined;
}

/** By the delimiter that gives most records the same number of fields; one by which a quote never ends comes last. */
function bestReading(from: Beginning, escapeMark: Dialect['escapeMark']): Reading {
  const readings = (from.delimiter === undefined ? delimiters : [from.delimiter]).map((delimiter) =>
    readingBy(from, delimiter, escapeMark),
  );
  return readings.reduce((best, reading) => (reading.score > best.score ? reading : best));
}

function readingBy(
  { text, quote, isWhole }: Beginning,
  delimiter: string,
  escapeMark: Dialect['escapeMark'],
): Reading {
  const { records, openedAt } = parseRecords(text, { delimiter, quote, escapeMark }, 200);
  if (!isWhole && records.length > 1) records.pop();
  return { delimiter, quote, escapeMark, records, openedAt, score: scoreOf(records) };
}

/** Whether all records have as many fields, and each quote ends. */
function isRegular({ records, openedAt }: Reading, isWhole: boolean): boolean {
  return (openedAt === null || !isWhole) && new Set(records.map(({ length }) => length)).size <= 1;
}

/** Share of records with the commonest number of fields; above 1 with more than one field, and slightly more for more fields. */
function scoreOf(records: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  let score = 0;
  for (const [fields, times] of counts) {
    const share = times / records.length;
    score = Math.max(score, fields > 1 ? 1 + share + Math.min(fields, 1000) / 10_000 : share);
  }
  return score;
}

const longestPreamble = 20;

/**
 * Records before the table, 0 for none: the first ones with a single field, where from there on at least three, and nearly all, have the same number of fields, more than
 * one.
 */
function preambleRecords(records: readonly string[][]): number {
  const begin = records.findIndex((fields) => fields.filter((field) => field.trim() !== '').length > 1);
  if (begin <= 0 || begin > longestPreamble) return 0;
  const rest = records.slice(begin);
  const alike = rest.filter(({ length }) => length === rest[0]!.length).length;
  return rest.length >= 3 && alike >= 0.9 * rest.length ? begin : 0;
}

/** How many lines the first records take, blank ones between and after them too. */
function linesBefore(text: string, records: number): number {
  if (records === 0) return 0;
  let [lines, seen] = [0, 0];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.replace(/^\uFEFF/, '').trim() !== '' && ++seen > records) break;
    lines++;
  }
  return lines;
}

/** Several fields in each record, as many in all, and most of those below the first one numbers. */
function areNumbersBetweenBlanks(records: readonly string[][]): boolean {
  const width = records[0]?.length ?? 0;
  if (records.length < 3 || width < 2 || records.some(({ length }) => length !== width)) return false;
  const fields = records.slice(1).flat();
  const numbers = fields.filter((field) => numberShapeOf(field) !== null).length;
  // Blanks may stand for thousands: `1 234`.
  const areWhole = records.slice(1).every((record) => numberShapeOf(record.join(blank)) !== null);
  return !areWhole && 2 * numbers > fields.length && fields.every((field) => field !== '');
}

function looksLikeHeader(first: readonly string[], others: readonly string[][]): boolean {
  const empty = first.filter((field) => field.trim() === '').length;
  // The unnamed index that pandas writes is one empty field; a first record full of gaps is data.
  const mayHaveEmpty = empty <= 1 && (first.length > 1 || others.length === 0 || empty === 0);
  if (!mayHaveEmpty) return false;
  const noNames = first.flatMap((field, place) => (field.trim() === '' || isName(field) ? [] : [place]));
  const marks = noNames.filter((place) => isMissingMark(first[place]!.trim(), 'number'));
  const figures = noNames.filter((place) => !marks.includes(place));
  if (!areNamesLikeGaps(first, others, marks)) return false;
  return figures.length === 0 || arePeriods(first, others, figures) || areCounted(first, others, figures);
}

/**
 * Names that would be gaps among numbers (`Na` for sodium): of letters, beside others that are names, and above figures that are there in most records.
 */
function areNamesLikeGaps(
  first: readonly string[],
  others: readonly string[][],
  places: readonly number[],
): boolean {
  if (places.length === 0) return true;
  if (2 * places.length >= first.length) return false;
  return places.every((place) => {
    const below = others.map((record) => record[place]?.trim() ?? '');
    const numbers = below.filter((field) => numberShapeOf(field) !== null).length;
    return /[a-z]/i.test(first[place]!) && numbers > 0 && 2 * numbers > below.length;
  });
}

/** Columns that are called by their numbers, as matrices are written: 0, 1, 2, …, at least four of them one after the other, above something else. */
function areCounted(
  first: readonly string[],
  others: readonly string[][],
  places: readonly number[],
): boolean {
  if (places.length < 4 || others.length === 0) return false;
  const heads = places.map((place) => first[place]!.trim());
  const start = Number(heads[0]);
  if (start !== 0 && start !== 1) return false;
  if (!heads.every((head, at) => head === String(start + at))) return false;
  const isCounted = (record: readonly string[]) =>
    heads.every((head, at) => record[places[at]!]?.trim() === head);
  const names = first.flatMap((field, place) => (places.includes(place) ? [] : [{ field, place }]));
  if (names.some(({ field, place }) => others.some((record) => record[place] === field))) return false;
  // Rows that each count up, such as positions, say nothing by it.
  return !others.some(isCounted);
}

function isName(field: string): boolean {
  const text = field.trim();
  return (
    !isMissingMark(text, 'number') &&
    numberShapeOf(text) === null &&
    dateShapeOf(text) === null &&
    !/^(true|false)$/i.test(text)
  );
}

/** Years or dates that head columns of figures, as in tables with a column for each period: several, all different, beside names, and above something else. */
function arePeriods(
  first: readonly string[],
  others: readonly string[][],
  places: readonly number[],
): boolean {
  const isPeriod = (field: string): boolean =>
    /^(?:1[5-9]|20)\d\d$/.test(field.trim()) || dateShapeOf(field.trim()) !== null;
  const heads = places.map((place) => first[place]!.trim());
  if (places.length < 3 || places.length === first.length || new Set(heads).size < heads.length) return false;
  if (!heads.every(isPeriod) || others.length === 0) return false;
  const names = first.map((field, place) => ({ field, place })).filter(({ field }) => isName(field));
  if (names.some(({ field, place }) => others.some((record) => record[place] === field))) return false;
  return places.every((place) => !others.every((record) => isPeriod(record[place] ?? '')));
}

function headerNames(fields: readonly string[], path: string): string[] {
  const names = fields.map((field, place) => field.trim() || `column_${place + 1}`);
  const places = new Map<string, number>();
  for (const [place, name] of names.entries()) {
    const before = places.get(name);
    if (before !== undefined)
      throw new InputError(
        'duplicate-column',
        `${path} names two columns ${JSON.stringify(name)}: columns ${before + 1} and ${place + 1}. Rename one of them in the header.`,
        { details: { path, column: name } },
      );
    places.set(name, place);
  }
  return names;
}

/** `counted`: what the number counts; a record may go over several lines. */
export function unterminated(path: string, line: number, counted: 'line' | 'record' = 'line'): InputError {
  return new InputError(
    'unterminated-quote',
    `${path}${Number.isNaN(line) ? '' : ` ${counted === 'line' ? 'on line' : 'in record'} ${line}`} opens a quote that never ends. Close it, or name another quote character.`,
    { details: { path, line } },
  );
}

/** The first records of a text, by RFC 4180; blank lines are left out. `openedAt`: where a quote begins inside of which the text ended; null where it did not. */
function parseRecords(
  text: string,
  { delimiter, quote, escapeMark }: Pick<Dialect, 'delimiter' | 'quote' | 'escapeMark'>,
  limit: number,
): { records: string[][]; openedAt: number | null } {
  const records: string[][] = [];
  let fields: string[] = [];
  let field = '';
  let isQuoted = false;
  let openedAt = 0;
  const endRecord = () => {
    fields.push(field);
    field = '';
    if (fields.length > 1 || fields[0]!.trim() !== '') records.push(fields);
    fields = [];
  };
  for (let place = text.charCodeAt(0) === 0xfeff ? 1 : 0; place < text.length; place++) {
    const letter = text[place]!;
    if (isQuoted) {
      if (letter === escapeMark && text[place + 1] === quote) field += text[++place];
      else if (letter === quote) isQuoted = false;
      else field += letter;
    } else if (letter === quote && field === '') {
      isQuoted = true;
      openedAt = place;
    } else if (letter === delimiter) {
      fields.push(field);
      field = '';
    } else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text[place + 1] === '\n') place++;
      endRecord();
      if (records.length >= limit) return { records, openedAt: null };
    } else field += letter;
  }
  if (field !== '' || fields.length > 0) endRecord();
  return { records, openedAt: isQuoted ? openedAt : null };
}
