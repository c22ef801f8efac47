import type { ColumnKind } from './table.ts';

/** How a column's values are held: numbers, 0 and 1, milliseconds since 1970, or texts. */
export type StoredAs = 'number' | 'boolean' | 'time' | 'text';

/** What a column's kind is found from. */
export interface KindFacts {
  name: string;
  stored: StoredAs;
  /** Rows of the table, and those of them in which the column is missing. */
  rows: number;
  missing: number;
  /** Different values; may be an estimate where it is far from the number of rows. */
  distinct: number;
  /** Of numbers, booleans and times; null where there are none. */
  least: number | null;
  greatest: number | null;
  isWhole: boolean;
  /** Of texts, means over the values that are there. */
  meanLength: number;
  meanWords: number;
}

const identifierNames =
  /(^|[_\s.-])(id|ids|uuid|guid|key|pk|rowid|row_?number|row_?nr|index)$|[a-z](Id|ID|Uuid|UUID|Key)$/;
/** `Kundennr`, `order_number`, `invoiceNo`: a number by which a row is called, or one that counts something. */
const numberNames = /(^|[_\s.-])(nr|no|number)\.?$|[a-z](Nr|No|Number)$|(nr|nummer|number)$/;
/** Whose whole numbers may go up one by one and still be a time. */
const timeNames =
  /date|day|time|stamp|epoch|year|month|week|hour|minute|second|datum|tag|jahr|monat|woche|zeit/i;
/** Smaller ones may be years, ages, lengths: one row for each. */
const leastRunning = 10_000;
const rowsToTell = 10;

/**
 * What a column means. The first rule that holds decides:
 *
 * 1. constant: at most one different value, and it is missing nowhere or everywhere;
 * 2. datetime: held as times;
 * 3. boolean: held as booleans, or numbers that are 0 and 1, both of them;
 * 4. identifier, in tables of 10 rows and more: whole numbers or texts of one word, where
 *    a. the name says so (`id`, `user_id`, `userId`, `uuid`, `key`, `index`…) and there are more than 20 different values, at least one per 20 rows; or
 *    b. texts, none of them missing, at least 99% of them different; or
 *    c. whole numbers that count the rows: from 0 or 1 up, or from 10,000 or more where the name speaks of no time, each once; or
 *    d. whole numbers that the name calls numbers (`Kundennr`, `order_number`), more than 20 and each once, that count the rows from wherever or all have as many digits, four or more;
 * 5. numeric: other numbers;
 * 6. text: more than 20 different texts that have 50 characters and more in the mean, or three words and more while half of them differ;
 * 7. categorical: other texts.
 */
export function kindOf(facts: KindFacts): ColumnKind {
  const { stored, rows, missing, distinct, least, greatest, isWhole } = facts;
  if (distinct <= 1 && (missing === 0 || missing === rows)) return 'constant';
  if (stored === 'time') return 'datetime';
  if (stored === 'boolean' || (stored === 'number' && isWhole && least === 0 && greatest === 1))
    return 'boolean';
  if (rows >= rowsToTell && isIdentifier(facts)) return 'identifier';
  if (stored === 'number') return 'numeric';
  const isLong = facts.meanLength >= 50 || (facts.meanWords >= 3 && distinct >= 0.5 * (rows - missing));
  return distinct > 20 && isLong ? 'text' : 'categorical';
}

function isIdentifier(facts: KindFacts): boolean {
  const { name, stored, rows, missing, distinct, isWhole, meanWords } = facts;
  const isFit = stored === 'text' ? meanWords < 1.5 : isWhole;
  if (!isFit) return false;
  const saysName = identifierNames.test(name) || identifierNames.test(name.toLowerCase());
  if (saysName && distinct > 20 && distinct >= rows / 20) return true;
  if (stored === 'text') return missing === 0 && distinct >= 0.99 * rows;
  return distinct === rows && numbersRows(facts);
}

/** Whether whole numbers would be the numbers of the rows, were each of them there once. */
export function numbersRows({ name, rows, missing, least, greatest, isWhole }: KindFacts): boolean {
  if (!isWhole || missing > 0 || least === null || greatest === null || least < 0) return false;
  const isGapless = greatest - least + 1 === rows;
  if (isGapless && (least <= 1 || (least >= leastRunning && !timeNames.test(name)))) return true;
  const isCalledNumber = numberNames.test(name) || numberNames.test(name.toLowerCase());
  const isOneLength = least >= 1_000 && String(least).length === String(greatest).length;
  return isCalledNumber && rows > 20 && (isGapless || isOneLength);
}
