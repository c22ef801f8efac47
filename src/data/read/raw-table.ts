import { InputError } from '../../errors/index.ts';
import { DuckSession } from '../duckdb/session.ts';
import { type Dialect, detectDialect } from '../files/dialect.ts';
import type { TableFiles } from '../files/locate-files.ts';
import { beginning, detectEncoding, type TextEncoding, writeAsUtf8 } from '../files/text-encoding.ts';
import { explainDuckError } from './explain-duck-error.ts';
import { quoted } from './plan-column.ts';
import type { ReadOptions, ReadWarning } from './read-options.ts';

/** What a file holds, before it is decided what its columns are. */
export interface RawTable {
  session: DuckSession;
  names: readonly string[];
  /** DuckDB's type of each column where the file states it (Parquet), else null: all are texts. */
  types: readonly string[] | null;
  /** A relation with the columns `c0`, `c1`, …; those in `native` as DOUBLE where the format is CSV. */
  relation(native?: ReadonlySet<number>): string;
  /** The same with `r`, each row's place from 1 on. */
  numbered(native?: ReadonlySet<number>): string;
  encoding: TextEncoding | null;
  dialect: Dialect | null;
  /** Rows that the file has, by its size where it does not say. */
  estimatedRows: number;
  warnings: ReadWarning[];
  /** Where a delimited text lies in UTF-8, and its size, unpacked; null for all else. */
  text?: { files: readonly { path: string; isGzip: boolean }[]; bytes: number } | null;
}

const beginningBytes = 256 * 2 ** 10;

/** Opens the files of a table in a session of their own. @throws InputError for what can't be read, with code, place and advice */
export async function openRawTable(files: TableFiles, options: ReadOptions): Promise<RawTable> {
  if (files.format === 'parquet') return openParquet(files, options);
  const warnings: ReadWarning[] = [];
  const encodings: TextEncoding[] = [];
  let paths = [...files.paths];
  let bytes = 0;
  const session = await DuckSession.open(
    { ...sessionOptions(options), files: files.paths },
    async (folder) => {
      for (const [place, path] of paths.entries()) {
        const found = await detectEncoding(path, files.isGzip);
        const encoding = options.encoding ?? found.encoding;
        bytes += found.bytes;
        encodings.push(encoding);
        if (encoding === 'utf-8' && !(found.hasMark && files.format !== 'csv' && files.format !== 'tsv'))
          continue;
        paths = paths.with(place, await writeAsUtf8({ path, isGzip: files.isGzip, encoding, folder, place }));
        if (encoding === 'latin-1' && options.encoding === undefined)
          warnings.push({
            code: 'transcoded',
            column: null,
            message: `${path} is not UTF-8 and was read as Latin-1 (Windows-1252); say the encoding if letters look odd.`,
          });
      }
      return [];
    },
  );
  try {
    const text = { session, types: null, encoding: encodings[0]!, warnings };
    const from = { files, paths, bytes, options };
    return files.format === 'csv' || files.format === 'tsv'
      ? { ...text, ...(await delimitedText(from, warnings)) }
      : { ...text, ...(await jsonText(session, from)) };
  } catch (error) {
    session.close();
    throw error;
  }
}

/** Enough of a file to have its header whole. */
async function headOf(path: string, isGzip: boolean): Promise<{ head: Buffer; isWhole: boolean }> {
  for (const bytes of [beginningBytes, 16 * beginningBytes]) {
    const head = await beginning(path, isGzip, bytes);
    if (head.length < bytes) return { head, isWhole: true };
    if (head.includes(10) || head.includes(13)) return { head, isWhole: false };
  }
  throw new InputError(
    'line-too-long',
    `${path} has no line end in its first ${(16 * beginningBytes) / 2 ** 20} MiB, so it is no table. Check its format, or turn the table so that columns are rows.`,
    { details: { path } },
  );
}

interface TextFiles {
  files: TableFiles;
  /** Where the text lies in UTF-8. */
  paths: readonly string[];
  bytes: number;
  options: ReadOptions;
}

async function delimitedText(
  { files, paths, bytes, options }: TextFiles,
  warnings: ReadWarning[],
): Promise<Pick<RawTable, 'names' | 'relation' | 'numbered' | 'dialect' | 'estimatedRows' | 'text'>> {
  const known = {
    ...(options.delimiter !== undefined
      ? { delimiter: options.delimiter }
      : files.format === 'tsv'
        ? { delimiter: '\t' }
        : {}),
    ...(options.quote !== undefined && { quote: options.quote }),
    ...(options.hasHeader !== undefined && { hasHeader: options.hasHeader }),
  };
  let dialect: Dialect | null = null;
  let rowBytes = 1;
  for (const [place, path] of paths.entries()) {
    const { head, isWhole } = await headOf(path, files.isGzip && path === files.paths[place]);
    const found = detectDialect(head.toString('utf8'), files.paths[place]!, isWhole, known);
    if (dialect === null) {
      dialect = found;
      rowBytes = head.length / Math.max(1, head.toString('latin1').split('\n').length - 1);
    } else if (
      found.names.join('\n') !== dialect.names.join('\n') ||
      found.preambleLines !== dialect.preambleLines
    )
      throw new InputError(
        'files-differ',
        `${files.paths[place]} has other columns than ${files.paths[0]} (${found.names.length} and ${dialect.names.length}); a table's files must have the same header. Narrow the pattern.`,
      );
  }
  const { names, preambleLines } = dialect!;
  if (preambleLines > 0)
    warnings.push({
      code: 'preamble-left-out',
      column: null,
      count: preambleLines,
      message: `The first ${preambleLines === 1 ? 'line is' : `${preambleLines} lines are`} no part of the table, and left out.`,
    });
  const most = options.maxColumns ?? 10_000;
  if (names.length > most) throw tooManyColumns(files.paths[0]!, names.length, most);
  return {
    names,
    dialect,
    ...delimitedRelation(paths, dialect!, options),
    estimatedRows: Math.max(1, Math.round(bytes / rowBytes)),
    text: {
      files: paths.map((path, place) => ({ path, isGzip: files.isGzip && path === files.paths[place] })),
      bytes,
    },
  };
}

/** The relation of a delimited text's columns. */
export function delimitedRelation(
  paths: readonly string[],
  { names, delimiter, quote, escapeMark, hasHeader, preambleLines }: Dialect,
  { raggedRows }: Pick<ReadOptions, 'raggedRows'>,
): Pick<RawTable, 'relation' | 'numbered'> {
  const list = `[${paths.map(quoted).join(', ')}]`;
  const settings = [
    'auto_detect = false',
    `header = ${hasHeader}`,
    ...(preambleLines > 0 ? [`skip = ${preambleLines}`] : []),
    `delim = ${quoted(delimiter)}`,
    `quote = ${quoted(quote)}`,
    `escape = ${quoted(escapeMark)}`,
    ...(raggedRows === 'leave-out' ? ['store_rejects = true'] : []),
  ];
  const relation = (native?: ReadonlySet<number>) => {
    const types = names.map(
      (_, place) => `'c${place}': '${native?.has(place) === true ? 'DOUBLE' : 'VARCHAR'}'`,
    );
    return `read_csv(${list}, ${settings.join(', ')}, columns = {${types.join(', ')}})`;
  };
  return { relation, numbered: (native) => counted(relation(native)) };
}

async function jsonText(
  session: DuckSession,
  { files, paths, bytes, options }: TextFiles,
): Promise<Pick<RawTable, 'names' | 'relation' | 'numbered' | 'dialect' | 'estimatedRows'>> {
  const list = `[${paths.map(quoted).join(', ')}]`;
  const format = files.format === 'jsonl' ? 'newline_delimited' : 'auto';
  const settings = `format = '${format}', maximum_object_size = ${64 * 2 ** 20}`;
  try {
    // Nested values stay JSON, and the whole file is looked at: a key may come late.
    const found = await session.rows(
      `DESCRIBE FROM read_json(${list}, ${settings}, maximum_depth = 1, sample_size = -1, union_by_name = true)`,
    );
    const names = found.map(({ column_name: name }) => String(name));
    const most = options.maxColumns ?? 10_000;
    if (names.length > most) throw tooManyColumns(files.paths[0]!, names.length, most);
    if (names.length === 1 && names[0] === 'json')
      throw new InputError(
        'not-a-table',
        `${files.paths[0]} holds values that are no objects; a table in JSON is an array of objects, or an object a line.`,
      );
    const columns = names.map((name) => `${quoted(name)}: 'JSON'`).join(', ');
    const texts = names.map((name, place) => `${identifier(name)} ->> '$' AS c${place}`).join(', ');
    const relation = `(SELECT ${texts} FROM read_json(${list}, ${settings}, columns = {${columns}}))`;
    return {
      names,
      dialect: null,
      relation: () => relation,
      numbered: () => counted(relation),
      estimatedRows: Math.round(bytes / (names.length * 12 + 2)),
    };
  } catch (error) {
    throw explainDuckError(error, files.paths);
  }
}

async function openParquet(files: TableFiles, options: ReadOptions): Promise<RawTable> {
  const session = await DuckSession.open({ ...sessionOptions(options), files: files.paths });
  try {
    const from = `read_parquet([${files.paths.map(quoted).join(', ')}])`;
    const found = await session.rows(`DESCRIBE FROM ${from}`);
    const most = options.maxColumns ?? 10_000;
    if (found.length > most) throw tooManyColumns(files.paths[0]!, found.length, most);
    const { rows } = await session.row(`SELECT count(*) AS rows FROM ${from}`);
    const names = found.map(({ column_name: name }) => String(name));
    const texts = names.map((name, place) => `${identifier(name)} AS c${place}`).join(', ');
    const number = await rowNumberSql(session, files.paths, names);
    return {
      session,
      names,
      types: found.map(({ column_type: type }) => String(type)),
      relation: () => `(SELECT ${texts} FROM ${from})`,
      numbered: () => `(SELECT ${texts}, ${number} AS r FROM ${from})`,
      encoding: null,
      dialect: null,
      estimatedRows: Number(rows),
      warnings: [],
    };
  } catch (error) {
    session.close();
    throw explainDuckError(error, files.paths);
  }
}

/** Rows in their order with their places: one thread counts them. */
function counted(relation: string): string {
  return `(SELECT *, row_number() OVER () AS r FROM ${relation})`;
}

/** A Parquet file knows its rows' places, so that those not asked for need not be counted one by one. */
async function rowNumberSql(
  session: DuckSession,
  paths: readonly string[],
  names: readonly string[],
): Promise<string> {
  if (names.some((name) => /^file_(row_number|index)$/i.test(name))) return 'row_number() OVER ()';
  if (paths.length === 1) return 'file_row_number + 1';
  let before = 0;
  const starts: string[] = [];
  for (const [place, path] of paths.entries()) {
    const { rows } = await session.row(`SELECT count(*) AS rows FROM read_parquet(${quoted(path)})`);
    starts.push(`WHEN ${place} THEN ${before}`);
    before += Number(rows);
  }
  return `file_row_number + 1 + CASE file_index ${starts.join(' ')} END`;
}

function sessionOptions({ memoryBytes, threads, temporaryFolder }: ReadOptions) {
  return { memoryBytes, threads, temporaryFolder };
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function tooManyColumns(path: string, columns: number, most: number): InputError {
  return new InputError(
    'too-many-columns',
    `${path} has ${columns.toLocaleString('en')} columns, and at most ${most.toLocaleString('en')} are read. Keep those that are needed in a smaller file, or turn the table so that they are rows.`,
    { details: { path, columns } },
  );
}
