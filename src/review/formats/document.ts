import type { Recommendation, ReviewedFile, SkippedPath } from '../../code/index.ts';
import type { BaselineSummary } from '../baseline.ts';
import type { ModelAccount } from '../model-account.ts';
import type { DiffSummary } from '../scope.ts';
import type { SourceOf } from './sources.ts';

/** How a review can be printed. */
export type ReviewFormat = 'text' | 'json' | 'sarif' | 'markdown' | 'github' | 'junit';

/** The formats that are for programs and pages; `text` needs a terminal and is laid out by the command line. */
export type FileFormat = Exclude<ReviewFormat, 'text'>;

/** A review as `opsmith review --json` prints it. */
export interface ReviewDocument {
  run: string;
  score: number;
  decidedBy: string;
  summary: { text: string };
  files: ReviewedFile[];
  recommendations: Recommendation[];
  skipped?: readonly SkippedPath[];
  /** Files in folders that are not called like code and are no text, and folders of builds; left out where there are none. */
  passedOver?: { binary: number; builds: readonly string[] };
  /** Findings that marks in the code silence. */
  suppressed?: number;
  /** How it compares with the baseline; null where none was named. */
  baseline?: BaselineSummary | null;
  /** Which changes were meant; null where whole files were. */
  diff?: DiffSummary | null;
  /** What a language model did; null where there is none. */
  model?: ModelAccount | null;
  /** How it follows what developers accepted; left out where nobody has judged anything yet. */
  learning?: { verdicts: number; developer: string; heldBack: number };
}

/** A finding that stays quiet, and what keeps it so. */
export interface QuietFinding {
  finding: Recommendation;
  /** A comment in the code, the baseline file, or what developers said of others like it. */
  by: 'comment' | 'baseline' | 'learning';
  /** What the comment gives as its reason, as it was written. */
  reason: string | null;
}

export interface FormatOptions {
  /** Absolute folder that the document's relative paths start from. */
  directory: string;
  /** Absolute folder that printed paths are relative to: the repository's top, for services that show them beside its files. */
  root: string;
  /** Of opsmith, for `sarif`. */
  version: string;
  sourceOf: SourceOf;
  /** Findings that a comment or the baseline keeps quiet; only `sarif` shows them, as suppressed. */
  quiet?: readonly QuietFinding[];
}
