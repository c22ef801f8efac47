import { textTable, type WrittenColumn } from '../../../src/data/index.ts';
import type { CliContext } from '../context.ts';
import type { Sink } from './predict.ts';

/** The beginning of a JSON document whose `predictions` are rows, written as they come; whoever asked for it closes the list and the document. */
export function jsonRows(context: CliContext, columns: readonly WrittenColumn[]): Sink {
  context.out.write('{\n"predictions": [');
  let separator = '\n';
  const table = textTable(columns, 'jsonl', async (lines) => {
    context.out.write(separator + lines.trimEnd().replaceAll('}\n{', '},\n{'));
    separator = ',\n';
  });
  return { ...table, abandon: async () => {} };
}
