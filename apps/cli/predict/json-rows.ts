import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTableWriter, type WrittenColumn } from '../../../src/data/index.ts';
import type { CliContext } from '../context.ts';
import type { Sink } from './predict.ts';

/**
 * The beginning of a JSON document whose `predictions` are rows; whoever asked for it closes the list and the document. Rows wait in a file until all are there: a
 * failure then leaves no half of a document.
 */
export async function jsonRows(context: CliContext, columns: readonly WrittenColumn[]): Promise<Sink> {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-predict-'));
  const path = join(folder, 'rows.jsonl');
  const writer = await openTableWriter(path, columns);
  const leave = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    write: (rows, values) => writer.write(rows, values),
    async finish() {
      await writer.finish();
      context.out.write('{\n"predictions": [');
      let separator = '\n';
      for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
        const isWhole = chunk.endsWith('\n');
        const lines = isWhole ? chunk.slice(0, -1) : chunk;
        context.out.write(separator + lines.replaceAll('\n', ',\n'));
        separator = isWhole ? ',\n' : '';
      }
      leave();
    },
    async abandon() {
      await writer.abandon();
      leave();
    },
  };
}
