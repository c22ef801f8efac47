import type { TableFormat } from '../files/locate-files.ts';

/** How to read a table; all that is left out is found. */
export interface ReadOptions {
  /** Only files inside this folder are read; the working directory when left out. */
  workspace?: string | undefined;
  format?: TableFormat | undefined;
  delimiter?: string | undefined;
  quote?: '"' | "'" | undefined;
  hasHeader?: boolean | undefined;
  encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1' | undefined;
  /** Texts that stand for a missing value, beside those that are known. */
  missing?: readonly string[] | undefined;
  /** Rows with too many or too few fields: refuse the table (as when left out), or leave those rows out with a warning. */
  raggedRows?: 'refuse' | 'leave-out' | undefined;
  /** Only these columns, in this order. */
  columns?: readonly string[] | undefined;
  /** Only the first rows. */
  limit?: number | undefined;
  /** Only so many rows, drawn at random by the seed; they keep their order. */
  sample?: { rows: number; seed: number } | undefined;
  /** Refuses more columns than that; 10,000 when left out. */
  maxColumns?: number | undefined;
  /** What the table may take in memory; a bigger one is sampled with a warning. A quarter of the machine's when left out. */
  memoryBytes?: number | undefined;
  /** A table that would take more: draw a sample of it (when it is read), or keep it whole where it lies (when it is opened only). */
  exceeding?: 'sample' | 'keep' | undefined;
  /** How many rows of so many columns are worth reading where `exceeding` is `sample`, and why no more: the end of the warning's sentence. */
  most?: { rows: (columns: number) => number; why: string } | undefined;
  /** Ends the reading, in the midst of a query too. */
  signal?: AbortSignal | undefined;
  threads?: number | undefined;
  /** Where DuckDB puts what does not fit in memory. */
  temporaryFolder?: string | undefined;
}

/** What a reader should know of a table that was read all the same. `code` is stable; row counts from 1 after the header. */
export interface ReadWarning {
  code:
    | 'mixed-types'
    | 'kept-as-codes'
    | 'ambiguous-numbers'
    | 'read-without-sign'
    | 'ambiguous-dates'
    | 'mixed-time-zones'
    | 'impossible-dates'
    | 'missing-marks'
    | 'sampled'
    | 'rows-left-out'
    | 'preamble-left-out'
    | 'transcoded'
    | 'column-left-out'
    | 'no-rows';
  column: string | null;
  message: string;
  row?: number;
  value?: string;
  /** Rows that it concerns. */
  count?: number;
}
