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
  /** In order, and apart. */
  const edits: TextEdit[] = [];
  const known = new Set<string>();
  const taken: number[] = [];
  const left: number[] = [];
  for (const [place, set] of sets.entries()) {
    // An import that two mends ask for is added once.
    const fresh = set.filter((edit) => !known.has(nameOf(edit)));
    if (!areApart(set, length) || !fresh.every((edit) => fitsAmong(edit, edits))) {
      left.push(place);
      continue;
    }
    for (const edit of fresh) {
      edits.splice(placeAmong(edit, edits), 0, edit);
      known.add(nameOf(edit));
    }
    taken.push(place);
  }
  return { edits, taken, left };
}

/** The place of the first of the edits, which are in order, that begins no earlier. */
function placeAmong({ start }: TextEdit, edits: readonly TextEdit[]): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edits[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an edit touches none of the edits, which are in order and apart. */
function fitsAmong(edit: TextEdit, edits: readonly TextEdit[]): boolean {
  const place = placeAmong(edit, edits);
  const before = edits[place - 1];
  const after = edits[place];
  return (
    (before === undefined || before.end <= edit.start) &&
    (after === undefined || (edit.end <= after.start && edit.start < after.start))
  );
}

function nameOf({ start, end, replacement }: TextEdit): string {
  return `${start} ${end} ${replacement}`;
}

/** Replacements with the line ends that the text has: a file with CR LF keeps them. */
export function withLineEndsOf(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  if (!endsInCrLf(text)) return edits;
  return edits.map((edit) => ({ ...edit, replacement: edit.replacement.replace(/\r?\n/g, '\r\n') }));
}

// Asked for each of a file's findings: the last answer is kept.
let lastText = '';
let lastAnswer = false;

/** Whether at least half of the lines, and one, end in CR LF. */
function endsInCrLf(text: string): boolean {
  if (text !== lastText) {
    const feeds = count(text, '\n');
    lastAnswer = feeds > 0 && count(text, '\r\n') * 2 >= feeds;
    lastText = text;
  }
  return lastAnswer;
}

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found += 1;
  return found;
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}
