import { InputError, LimitError, OpsmithError, toError } from '../../errors/index.ts';
import { unterminated } from '../files/dialect.ts';

/** Whether a value did not fit its column, which another reading of the column mends. */
export function isConversionError(error: unknown): boolean {
  const { message } = toError(error);
  if (/Expected Number of Columns|unterminated|Maximum line size|unicode/i.test(message)) return false;
  return /Conversion Error|could not convert|Could not parse|not a date|Could not cast|converting column/i.test(
    message,
  );
}

/** What DuckDB says of a file, as an error that says what is wrong, where, and what to do. */
export function explainDuckError(error: unknown, paths: readonly string[]): OpsmithError {
  if (error instanceof OpsmithError) return error;
  const { message } = toError(error);
  const path = paths.find((each) => message.includes(each)) ?? paths[0]!;
  const line = Number(/(?:on Line: |in line |at line )(\d+)/i.exec(message)?.[1] ?? Number.NaN);
  const where = Number.isNaN(line) ? path : `${path} on line ${line}`;
  const details = { path, ...(Number.isNaN(line) ? {} : { line }) };
  const options = { cause: error, details };
  if (/unterminated quote/i.test(message)) return unterminated(path, line, 'record');
  const ragged = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (ragged !== null)
    return new InputError(
      'ragged-rows',
      `${where} has ${fieldsOf(Number(ragged[1]), Number(ragged[2]))}, and the header has ${ragged[1]}. Mend the line (a delimiter inside a field needs quotes).`,
      options,
    );
  if (/Maximum line size/i.test(message))
    return new InputError(
      'line-too-long',
      `${where} is longer than 2 MB: a quote that never ends, or no line ends at all. Check the quotes there.`,
      options,
    );
  if (/Out of Memory/i.test(message))
    return new LimitError(
      'memoryBytes',
      `${path} does not fit in the memory that tables may take. Allow more (memoryBytes), read fewer columns, or a sample.`,
      options,
    );
  // DuckDB has many words for it, down to those of the libraries that it unpacks with.
  if (/magic bytes|Parquet|footer|thrift|snappy|zstd/i.test(message) || isParquet(path))
    return new InputError(
      'parquet-broken',
      `${path} is no whole Parquet file: it is cut short or damaged (${firstLine(message)}). Write or fetch it again.`,
      options,
    );
  if (/JSON/i.test(message))
    return new InputError(
      'json-broken',
      `${where} is not valid JSON (${firstLine(message)}). Mend it there, or write the file again.`,
      options,
    );
  return new InputError(
    'unreadable-table',
    `${where} cannot be read as a table: ${firstLine(message)}`,
    options,
  );
}

function isParquet(path: string): boolean {
  return /\.(parquet|pq)$/i.test(path);
}

/** DuckDB stops counting at the first field too many. */
function fieldsOf(wanted: number, found: number): string {
  return found > wanted ? `${found} fields or more` : `${found} ${found === 1 ? 'field' : 'fields'}`;
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.slice(0, 200);
}
