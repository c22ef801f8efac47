/** Findings that are known and stay quiet: written to a file once, and compared with in each review after. */
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Recommendation } from '../code/index.ts';
import { InputError, StorageError, toError } from '../errors/index.ts';

const Known = z.strictObject({
  id: z.string().regex(/^rec_[0-9a-f]{6,64}$/),
  /** Where it was when the file was written, for a reader; it is known again by its id. */
  file: z.string(),
  rule: z.string(),
  /** How many findings have this id. */
  count: z.int().min(1).optional(),
});

/** The file: made to be committed, a line a finding, so that what changes in it is read in a diff. */
const BaselineFile = z.strictObject({
  opsmith: z.literal('baseline'),
  version: z.literal(1),
  findings: z.array(Known),
});

/** Known findings, how many of each id. */
export interface Baseline {
  /** As it was named. */
  file: string;
  known: readonly KnownFinding[];
}

export interface KnownFinding {
  id: string;
  file: string;
  rule: string;
  count: number;
}

/** How a review compares with a baseline. */
export interface BaselineSummary {
  file: string;
  /** Findings that stay quiet. */
  known: number;
  /** Known ones of the reviewed files that are gone. */
  fixed: number;
  new: number;
}

const largestBytes = 256 * 1024 * 1024;

/**
 * Reads a baseline file.
 * @throws InputError `baseline-missing`, `baseline-unreadable`, `baseline-invalid`
 */
export function readBaseline(path: string, shown = path): Baseline {
  let text: string;
  try {
    if (statSync(path).size > largestBytes) throw invalid(shown, 'it is over 256 MiB');
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof InputError) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new InputError(
        'baseline-missing',
        `There is no baseline ${shown}. \`--write-baseline ${shown}\` makes it.`,
        { details: { path } },
      );
    throw new InputError(
      'baseline-unreadable',
      `The baseline ${shown} can't be read: ${toError(thrown).message}.`,
      {
        cause: thrown,
        details: { path },
      },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (thrown) {
    throw invalid(shown, `it is not JSON (${toError(thrown).message})`);
  }
  const parsed = BaselineFile.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(shown, `${issue!.path.map(String).join('.') || 'the document'}: ${issue!.message}`);
  }
  return { file: shown, known: parsed.data.findings.map((each) => ({ ...each, count: each.count ?? 1 })) };
}

function invalid(shown: string, why: string): InputError {
  return new InputError(
    'baseline-invalid',
    `${shown} is no baseline of opsmith: ${why}. \`--write-baseline FILE\` makes one.`,
    { details: { path: shown } },
  );
}

/**
 * Divides findings into new ones and known ones. An id that occurs more often than the baseline has it is new as often as it does.
 * `isReviewed` tells of a file of the baseline whether this review would have found its findings again: only those can be fixed.
 */
export function compareWithBaseline(
  baseline: Baseline,
  recommendations: readonly Recommendation[],
  isReviewed: (file: string) => boolean,
): { fresh: Recommendation[]; known: Recommendation[]; fixed: number } {
  const left = new Map<string, { count: number; file: string }>();
  for (const { id, count, file } of baseline.known) {
    const before = left.get(id);
    left.set(id, { count: count + (before?.count ?? 0), file });
  }
  const fresh: Recommendation[] = [];
  const known: Recommendation[] = [];
  for (const each of recommendations) {
    const entry = left.get(each.id);
    if (entry !== undefined && entry.count > 0) {
      entry.count -= 1;
      known.push(each);
    } else fresh.push(each);
  }
  let fixed = 0;
  for (const { count, file } of left.values()) if (count > 0 && isReviewed(file)) fixed += count;
  return { fresh, known, fixed };
}

/**
 * Writes the findings as a baseline, whole or not at all; what an older file there knows of files that were not reviewed is kept. Sorted, so
 * that the same findings give the same bytes.
 * @returns how many findings it has.
 * @throws InputError `baseline-invalid` where something else is in the file
 * @throws StorageError `baseline-unwritable`
 */
export function writeBaseline(
  path: string,
  recommendations: readonly Pick<Recommendation, 'id' | 'file' | 'rule'>[],
  options: { isReviewed: (file: string) => boolean; nameOf: (file: string) => string; shown?: string },
): number {
  const { isReviewed, nameOf, shown = path } = options;
  const known = new Map<string, KnownFinding>();
  for (const { id, file, rule } of recommendations) {
    const before = known.get(id);
    if (before === undefined) known.set(id, { id, file: nameOf(file), rule, count: 1 });
    else before.count += 1;
  }
  for (const each of olderFindings(path, shown))
    if (!isReviewed(each.file) && !known.has(each.id)) known.set(each.id, each);
  const sorted = [...known.values()].sort(
    (a, b) => compare(a.file, b.file) || compare(a.rule, b.rule) || compare(a.id, b.id),
  );
  const lines = sorted.map(({ id, file, rule, count }) =>
    JSON.stringify({ file, rule, id, ...(count > 1 ? { count } : {}) }),
  );
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  replaceFile(path, `{\n  "opsmith": "baseline",\n  "version": 1,\n  "findings": ${list}\n}\n`, shown);
  return sorted.reduce((sum, { count }) => sum + count, 0);
}

function olderFindings(path: string, shown: string): readonly KnownFinding[] {
  try {
    return readBaseline(path, shown).known;
  } catch (thrown) {
    if (thrown instanceof InputError && thrown.code === 'baseline-missing') return [];
    throw thrown;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Puts a text in place of a file in one step: whoever reads sees the old one or the new one, also when this process is killed. */
function replaceFile(path: string, text: string, shown: string): void {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = openSync(beside, 'wx', 0o666);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (thrown) {
    rmSync(beside, { force: true });
    throw new StorageError(
      'baseline-unwritable',
      `The baseline ${shown} can't be written: ${toError(thrown).message}.`,
      { cause: thrown, details: { path: isAbsolute(path) ? path : shown } },
    );
  }
}
