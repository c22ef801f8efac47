/** What is known of files from an earlier measurement; `src/review` keeps it on the disk. */
import type { Analysis } from './analyze.ts';
import type { EncodedAnalysis } from './encoded-analysis.ts';
import type { FoundFile } from './find-files.ts';

/** A file that was measured, to be kept. */
export interface MeasuredEntry {
  file: FoundFile;
  encoded: EncodedAnalysis;
}

/** A set of files and what was found when they were compared with each other. */
export interface KnownClones {
  /** By file. */
  shares: Float64Array;
  /** Six numbers a clone. */
  clones: Int32Array;
}

export interface AnalysisCache {
  /**
   * The analyses of the files that are as they were, by place; undefined for the others. `variant` says what else they depend on: a
   * language that was given, whether findings were wanted, the rules and settings.
   */
  read(files: readonly FoundFile[], variant: string): (Analysis | undefined)[];
  /** Keeps analyses. A cache that can't be written is told of by itself, and nothing else fails. */
  write(entries: readonly MeasuredEntry[], variant: string): void;
  /**
   * What names the contents of the files that `read` and `write` last dealt with, together and in this order; null where it is not known
   * of all of them.
   */
  setOf(files: readonly FoundFile[], variant: string): string | null;
  readClones(set: string): KnownClones | null;
  writeClones(set: string, known: KnownClones): void;
}
