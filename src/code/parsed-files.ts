/** Files that a worker thread has parsed, until this thread has measured them. */
import { blockBytes, type PackedTree } from './direct/packed-trees.ts';
import { encodeFunctions } from './encoded-analysis.ts';
import type { FoundFile } from './find-files.ts';
import { measureParsed, type OutcomeOrLeft, type ParsedText } from './measure-file.ts';
import { takeTurns } from './take-turns.ts';

/** A file, its place among all, and where its tree lies in the blocks that it came with. */
export interface ParsedFile {
  index: number;
  file: FoundFile;
  parsed: ParsedText;
  tree: PackedTree;
}

/** Memory of the trees that wait: some 400 files of usual length. */
const mostWaitingBytes = 32 * 1024 * 1024;

/** Blocks that are kept to be used again: more than are ever on their way. */
const mostBlocks = 8;

export class ParsedFiles {
  readonly #record: (index: number, outcome: OutcomeOrLeft) => void;
  readonly #waiting: { files: readonly ParsedFile[]; blocks: ArrayBuffer[] }[] = [];
  /** Blocks of which all is measured: the next trees are written into them. */
  readonly #blocks: ArrayBuffer[] = [];
  #count = 0;
  #bytes = 0;
  /** Whether there was no room once: then the other thread has measured too, and V8 compiled the walk for it. */
  #wasFull = false;
  #isBusy = false;
  #stopped = false;

  /** Gives each outcome, by the file's place. */
  constructor(record: (index: number, outcome: OutcomeOrLeft) => void) {
    this.#record = record;
  }

  /** Whether so little waits that more may be parsed, with so many files behind it: rather than wait for this thread, the other one measures at the end too. */
  hasRoom(behind: number): boolean {
    this.#wasFull ||= this.#bytes >= mostWaitingBytes;
    return this.#bytes < mostWaitingBytes && !(this.#wasFull && this.#count > behind);
  }

  /** A block to write trees in, where one was used before. */
  takeBlock(): ArrayBuffer | undefined {
    return this.#blocks.pop();
  }

  /** Measures files as soon as those before them are. */
  add(files: readonly ParsedFile[], blocks: ArrayBuffer[]): void {
    this.#waiting.push({ files, blocks });
    this.#count += files.length;
    this.#bytes += lengthOf(blocks);
    if (!this.#isBusy) void this.#measure();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #measure(): Promise<void> {
    this.#isBusy = true;
    const mayOthers = takeTurns();
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      const { files, blocks } = batch;
      for (const { index, file, parsed, tree } of files) {
        await mayOthers();
        if (this.#stopped) return;
        this.#count--;
        this.#record(index, compact(await measureParsed(file, parsed, { blocks, tree })));
      }
      this.#bytes -= lengthOf(blocks);
      // A batch may bring two, and takes one with it.
      for (const block of blocks)
        if (block.byteLength === blockBytes && this.#blocks.length < mostBlocks) this.#blocks.push(block);
    }
    this.#isBusy = false;
  }
}

/** An outcome of this thread, its functions encoded as those of others are: thousands of them would be copied from one end of the heap to the other. */
export function compact(outcome: OutcomeOrLeft): OutcomeOrLeft {
  if (outcome === null || outcome === 'left' || 'skipped' in outcome) return outcome;
  return { ...outcome, analysis: { ...outcome.analysis, file: encodeFunctions(outcome.analysis.file) } };
}

function lengthOf(blocks: readonly ArrayBuffer[]): number {
  return blocks.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
