import { z } from 'zod';

/** How the original comes back from a mutant: at `line` (from 1) `added` lines give way to `removed`; from the top down. */
const UndoneEdit = z.strictObject({
  line: z.number().int().positive(),
  added: z.number().int().nonnegative(),
  removed: z.array(z.string()),
});

export const DefectClass = z.enum(['vulnerability', 'error-handling', 'behaviour']);
export type DefectClass = z.infer<typeof DefectClass>;

/** What was spoiled. Lines count from 1 in the spoiled text. */
export const Defect = z.strictObject({
  operator: z.string(),
  class: DefectClass,
  /** Number in the Common Weakness Enumeration. */
  cwe: z.number().int().positive(),
  /** What a reviewer should say. */
  says: z.string(),
  /** Id of the untouched case. */
  original: z.string(),
  /** First and last changed line; where lines are gone, the two around the gap. */
  lines: z.tuple([z.number().int(), z.number().int()]),
  /** Further lines that a reviewer may point to. */
  also: z.array(z.number().int()),
  edits: z.array(UndoneEdit),
});
export type Defect = z.infer<typeof Defect>;

/** What is known of a case: the defect that was put in (null: none), and where the code is from. */
export const ExpectedReview = z.strictObject({
  defect: Defect.nullable(),
  source: z
    .strictObject({
      registry: z.string(),
      package: z.string(),
      version: z.string(),
      licence: z.string(),
      file: z.string(),
      lines: z.string(),
    })
    .optional(),
});
export type ExpectedReview = z.infer<typeof ExpectedReview>;

/** The text before it was spoiled. */
export function originalOf(text: string, { edits }: Defect): string {
  let lines = text.split('\n');
  // From the bottom up: an edit's line numbers hold while nothing above it has changed.
  for (const { line, added, removed } of edits.toReversed()) {
    lines = [...lines.slice(0, line - 1), ...removed, ...lines.slice(line - 1 + added)];
  }
  return lines.join('\n');
}

/** The line of the original that a line of the mutant was, or null for one that is new. */
export function lineBefore(line: number, { edits }: Defect): number | null {
  let shift = 0;
  for (const edit of edits) {
    if (line < edit.line) break;
    if (line < edit.line + edit.added) return null;
    shift += edit.removed.length - edit.added;
  }
  return line + shift;
}

/** Lines of the original that an edit replaced, as [first, last] with last < first where none was. */
export function replacedLines({ edits }: Defect): [number, number][] {
  let shift = 0;
  return edits.map(({ line, added, removed }) => {
    const first = line + shift;
    shift += removed.length - added;
    return [first, first + removed.length - 1];
  });
}
