import { fileToJson, type MeasuredFile } from '../../../src/code/index.ts';
import type { CliContext } from '../context.ts';
import { inChunks } from './in-chunks.ts';

export interface MeasuredDocument {
  files: readonly MeasuredFile[];
  summary: object | null;
}

/** Prints measurements as one JSON document with a line a file, in pieces: what is still encoded of the files goes through as it is. */
export function printMeasured(context: CliContext, document: MeasuredDocument): void {
  for (const chunk of inChunks(pieces(document))) context.out.write(chunk);
}

function* pieces({ files, summary }: MeasuredDocument): Generator<string> {
  let before = '{\n  "files": [\n    ';
  for (const file of files) {
    yield before + fileToJson(file);
    before = ',\n    ';
  }
  yield files.length === 0 ? '{\n  "files": [],\n  "summary": ' : '\n  ],\n  "summary": ';
  yield `${JSON.stringify(summary, null, 2).replaceAll('\n', '\n  ')}\n}\n`;
}
