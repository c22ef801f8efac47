/** The languages that opsmith measures, by their canonical names. */
export const languageNames = [
  'javascript',
  'jsx',
  'typescript',
  'tsx',
  'python',
  'java',
  'go',
  'rust',
  'c',
  'cpp',
  'csharp',
  'ruby',
  'php',
] as const;

export type LanguageName = (typeof languageNames)[number];

/** Halstead's counts and what follows from them (Halstead, Elements of Software Science, 1977). */
export interface Halstead {
  /** Distinct operators and operands. */
  n1: number;
  n2: number;
  /** Total operators and operands. */
  N1: number;
  N2: number;
  vocabulary: number;
  length: number;
  volume: number;
  difficulty: number;
  effort: number;
  /** Seconds: effort / 18. */
  time: number;
  /** volume / 3000. */
  bugs: number;
}

/** One function, method, constructor, accessor or closure. Lines count from 1. */
export interface FunctionMetrics {
  name: string;
  line: number;
  endLine: number;
  parameters: number;
  sloc: number;
  cyclomatic: number;
  cognitive: number;
  /** Deepest nesting of control structures; 0 for a flat body. */
  nesting: number;
  halstead: Halstead;
  /** Figures of the workspace's own metrics, where it has any; null where one can't be computed. */
  custom?: Record<string, number | null>;
}

/** A file's figures (the record CodeQualityMetrics). Ratios and scores are 0..1. */
export interface FileMetrics {
  /** Lines that hold code. */
  sloc: number;
  /** Statements. */
  lloc: number;
  /** Lines that hold a comment (alone or after code). */
  comments: number;
  blank: number;
  cyclomatic: number;
  cognitive: number;
  halstead: Halstead;
  /** 0..100, higher is easier to maintain. */
  maintainabilityIndex: number;
  /** Share of the file's code lines that stand in a clone, within the file or with another measured file; null where none were looked for. */
  duplication: number | null;
  /** From the findings; null where no rule was asked. */
  technicalDebtRatio: number | null;
  /** 0..1, higher is safer; from the security findings, null where no rule was asked. */
  securityScore: number | null;
  /** Share of coverable lines that a test ran, or null where no report covers the file. */
  testCoverage: number | null;
}

/** A place that did not parse. */
export interface ParseError {
  line: number;
  message: string;
}

export interface MeasuredFile {
  path: string;
  language: LanguageName;
  metrics: FileMetrics;
  functions: FunctionMetrics[];
  errors: ParseError[];
  /** Figures of the workspace's own metrics, where it has any; null where one can't be computed. */
  custom?: Record<string, number | null>;
}

export const categories = ['security', 'reliability', 'performance', 'refactoring', 'style'] as const;
export type Category = (typeof categories)[number];

/** From mildest to gravest. */
export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** A change of a text: what stands from `start` to `end` (UTF-16 code units, no byte-order mark counted) gives way. */
export interface TextEdit {
  start: number;
  end: number;
  /** With line feeds; they become the file's own line ends. */
  replacement: string;
}

/** How far a mend may go by itself: `--fix` writes what is safe; what is only shown is for a person to judge. */
export type FixLevel = 'safe' | 'shown';

/** The owner of a finding about a whole file: its id does without the quote, which is only what the file happens to begin with. */
export const wholeFile = '(whole file)';

/** What a rule (or a model) found; `quote` is text of the file at those lines, to the letter. */
export interface Finding {
  rule: string;
  category: Category;
  severity: Severity;
  line: number;
  endLine: number;
  quote: string;
  title: string;
  /** Why it matters here. */
  message: string;
  /** What to do instead, in words or code. */
  suggestion: string | null;
  evidence: string[];
  /** A mechanical mend, where there is one. */
  edits?: readonly TextEdit[];
  fix?: FixLevel;
  /** The edits as a unified diff without its file names; there once they were verified. */
  hunks?: string;
  /** Name of the innermost function around it, which is part of its id; empty where there is none, `wholeFile` where it is about all of it. Not printed. */
  owner?: string;
  /** Who found it; a rule where it is left out. What a model found moves no score. */
  source?: 'rule' | 'model';
}

/** A finding that a mark in the code silences, and the reason that the mark gives, as it was written. */
export interface SuppressedFinding extends Finding {
  reason: string;
}

/** A finding with its file, its stable id and its place in the ranking: `recommendations[]` of `opsmith review --json`. */
export interface Recommendation extends Finding {
  id: string;
  file: string;
  /** A unified diff, or null. */
  patch: string | null;
  /** Probability that a developer accepts it, 0..1. */
  acceptance: number;
  /** Of the evidence, what became of others like it; left out where nobody has judged anything. */
  reasons?: string[];
  source: 'rule' | 'model';
}
