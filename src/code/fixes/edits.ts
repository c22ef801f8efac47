/** Edits of a text: which go together, and what they make of it. */
import type { TextEdit } from '../types.ts';

/** Whether the edits lie within the text, each before the next, and none in another or at its beginning. */
export function areApart(edits: readonly TextEdit[], length: number): boolean {
  const sorted = inOrder(edits);
  return sorted.every(({ start, end }, index) => {
    const before = sorted[index - 1];
    if (start < 0 || end < start || end > length) return false;
    return before === undefined || (before.end <= start && before.start < start);
  });
}

/** The text after the edits. They must be apart. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, replacement } of inOrder(edits)) {
    result += text.slice(from, start) + replacement;
    from = end;
  }
  return result + text.slice(from);
}

/**
 * Takes sets of edits in their order, each whole or not at all: a set that touches one that was taken stays behind, for another round.
 * `taken` and `left` are places in `sets`.
 */
export function combineEdits(
  sets: readonly (readonly TextEdit[])[],
  length: number,
): { edits: TextEdit[]; taken: number[]; left: number[] } {
  const edits: TextEdit[] = [];
  const taken: number[] = [];
  const left: number[] = [];
  for (const [place, set] of sets.entries()) {
    // An import that two mends ask for is added once.
    const fresh = set.filter((edit) => !edits.some((other) => isSame(edit, other)));
    if (areApart([...edits, ...fresh], length) && areApart(set, length)) {
      edits.push(...fresh);
      taken.push(place);
    } else left.push(place);
  }
  return { edits: inOrder(edits), taken, left };
}

/** Replacements with the line ends that the text has: a file with CR LF keeps them. */
export function withLineEndsOf(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const feeds = count(text, '\n');
  if (feeds === 0 || count(text, '\r\n') * 2 < feeds) return edits;
  return edits.map((edit) => ({ ...edit, replacement: edit.replacement.replace(/\r?\n/g, '\r\n') }));
}

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found += 1;
  return found;
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.replacement === b.replacement;
}
