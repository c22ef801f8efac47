/** What a worker thread does with a batch of files. */
import { languagesByName } from './detect-language.ts';
import { type EncodedAnalysis, encodeAnalysis } from './encoded-analysis.ts';
import type { FoundFile, SkippedPath } from './find-files.ts';
import { loadSourceParser } from './language.ts';
import { type MeasureFileOptions, measureOrLeave } from './measure-file.ts';
import { type ParsedOutcome, parseBatch } from './parse-batch.ts';
import { directlyParsed } from './source-parser.ts';
import { expectLittleOfTreeSitter } from './tree-sitter-use.ts';

export interface WorkerTask {
  /** Only to be parsed, where they are parsed directly: another thread measures them. The block is one to write rows in, used before. */
  parses?: { block: ArrayBuffer | undefined };
  files: FoundFile[];
  options: MeasureFileOptions;
  /** Whether files that need a parser which is not loaded are left to another thread. */
  leaves: boolean;
  /** Whether tree-sitter will be asked for a few files alone, and the thread ended after that. */
  isSparing: boolean;
}

export interface WorkerAnswer {
  /** By place: text and bytes cost less on the way, and less memory after it, than objects do. */
  outcomes: ({ encoded: EncodedAnalysis } | ParsedOutcome | { skipped: SkippedPath } | 'left' | null)[];
  /** Where the trees of those that were parsed lie. */
  blocks?: ArrayBuffer[];
}

/** Loads the parsers for files such as one of this path; what is wrong with a parser is said of its files. */
export async function getReady(path: string): Promise<void> {
  const languages = languagesByName(path).filter((language) => directlyParsed.has(language));
  await Promise.allSettled(languages.map((language) => loadSourceParser(language)));
}

/** Measures a batch; the answer's larger parts, which are to be handed over, in `buffers`. */
export async function measureBatch(
  task: WorkerTask,
): Promise<{ answer: WorkerAnswer; buffers: ArrayBuffer[] }> {
  const { files, options, leaves, isSparing, parses } = task;
  if (parses) return parseBatch(files, options, parses.block);
  const outcomes: WorkerAnswer['outcomes'] = [];
  const buffers: ArrayBuffer[] = [];
  if (isSparing) expectLittleOfTreeSitter();
  for (const file of files) {
    const outcome = await measureOrLeave(file, { ...options, leaves });
    if (outcome === null || outcome === 'left' || 'skipped' in outcome) {
      outcomes.push(outcome);
      continue;
    }
    const { analysis, stamp, sha } = outcome;
    const encoded = encodeAnalysis(options.findings === false ? { ...analysis, findings: [] } : analysis, {
      stamp,
      sha,
    });
    buffers.push(encoded.lines.buffer as ArrayBuffer);
    outcomes.push({ encoded });
  }
  return { answer: { outcomes }, buffers };
}
