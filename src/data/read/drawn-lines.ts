import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { InterruptedError } from '../../errors/index.ts';
import { chooseRows } from './memory-plan.ts';
import { delimitedRelation, type RawTable } from './raw-table.ts';
import type { ReadOptions } from './read-options.ts';

const bytesAtOnce = 2 ** 20;
const [lineFeed, carriageReturn] = [10, 13];

/**
 * The rows that `chooseRows` draws of a big text, as a text of their own: a database would take apart all the others as well, which takes many times as long as finding where
 * lines end. Null where a line may not be a row (quotes, blank lines, several files, packed ones), or where all rows are wanted.
 */
export async function drawnLines(
  raw: RawTable,
  sample: { rows: number; seed: number },
  options: ReadOptions,
): Promise<RawTable | null> {
  const { text, dialect, session } = raw;
  if (text == null || text.files.length !== 1 || text.files[0]!.isGzip || dialect === null) return null;
  if (dialect.names.length < 2 || dialect.preambleLines > 0) return null;
  const { path } = text.files[0]!;
  const lines = await linesIn(path, dialect.quote.charCodeAt(0), options.signal);
  if (lines === null) return null;
  const rows = lines - (dialect.hasHeader ? 1 : 0);
  const chosen = await chooseRows(raw, sample, [path], rows);
  if (chosen === null) return null;
  const drawn = new Float64Array(sample.rows);
  let count = 0;
  await session.eachChunk(`SELECT CAST(r AS DOUBLE) FROM ${chosen} ORDER BY r`, (columns, some) => {
    drawn.set(columns[0]!.subarray(0, some), count);
    count += some;
  });
  const first = dialect.hasHeader ? 0 : 1;
  const to = join(session.folder, 'drawn.csv');
  await copyLines(
    { from: path, to, signal: options.signal },
    drawn.subarray(0, count).map((row) => row - first),
  );
  const own = { ...dialect, hasHeader: false };
  return { ...raw, dialect: own, ...delimitedRelation([to], own, options), estimatedRows: count };
}

/** How many lines a text has; null where they may not be its records. */
async function linesIn(path: string, quote: number, signal: AbortSignal | undefined): Promise<number | null> {
  let [lines, returns, carried, last] = [0, 0, 0, lineFeed];
  for await (const part of partsOf(path, signal)) {
    if (part.includes(quote)) return null;
    let start = 0;
    for (let at = part.indexOf(lineFeed); at >= 0; at = part.indexOf(lineFeed, start)) {
      const length = carried + at - start;
      const hasReturn = (at > 0 ? part[at - 1] : last) === carriageReturn;
      if (length === 0 || (length === 1 && hasReturn)) return null;
      if (hasReturn) returns++;
      lines++;
      carried = 0;
      start = at + 1;
    }
    carried += part.length - start;
    for (let at = part.indexOf(carriageReturn); at >= 0; at = part.indexOf(carriageReturn, at + 1)) returns--;
    last = part.at(-1)!;
  }
  // A carriage return alone may end a line as well.
  return returns === 0 ? lines + (carried > 0 ? 1 : 0) : null;
}

/** Copies lines by their places, from 0 and rising. */
async function copyLines(
  { from, to, signal }: { from: string; to: string; signal: AbortSignal | undefined },
  places: Float64Array,
): Promise<void> {
  const file = await open(to, 'wx', 0o600);
  try {
    let [line, next, isWanted] = [0, 0, places[0] === 0];
    for await (const part of partsOf(from, signal)) {
      const some: Buffer[] = [];
      let start = 0;
      while (start < part.length) {
        const at = part.indexOf(lineFeed, start);
        const end = at < 0 ? part.length : at + 1;
        if (isWanted) some.push(part.subarray(start, end));
        start = end;
        if (at < 0) break;
        if (isWanted) next++;
        isWanted = places[next] === ++line;
      }
      await writeAll(file, Buffer.concat(some));
    }
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, content: Buffer): Promise<void> {
  for (let at = 0; at < content.length; ) at += (await file.write(content, at)).bytesWritten;
}

/** A text part by part; each is gone when the next one comes. */
async function* partsOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(bytesAtOnce);
    for (;;) {
      if (signal?.aborted) throw new InterruptedError();
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
