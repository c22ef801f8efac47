import type { TextEdit } from '../types.ts';
import { applyEdits } from './edits.ts';

/** A stretch of the text between two rounds of edits, and what it was before the first. */
interface Span {
  start: number;
  end: number;
  /** The first round's edit that made it, or null for one of the second. */
  made: TextEdit | null;
  by: TextEdit | null;
}

/**
 * The edits that do to a text at once what `first` and then `second` do; `second` has the offsets of the text after `first`. Each of the two
 * sets is apart, and so is what comes out.
 */
export function composeEdits(
  text: string,
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): TextEdit[] {
  if (first.length === 0) return [...second];
  const between = applyEdits(text, first);
  const spans: Span[] = [];
  let shift = 0;
  for (const made of [...first].sort((a, b) => a.start - b.start)) {
    const start = made.start + shift;
    spans.push({ start, end: start + made.replacement.length, made, by: null });
    shift += made.replacement.length - (made.end - made.start);
  }
  for (const by of second) spans.push({ start: by.start, end: by.end, made: null, by });
  spans.sort((a, b) => a.start - b.start || a.end - b.end);

  const composed: TextEdit[] = [];
  // How far a place between the spans moved in the first round.
  let moved = 0;
  for (let at = 0; at < spans.length; ) {
    const group = [spans[at]!];
    let end = group[0]!.end;
    for (at += 1; at < spans.length && spans[at]!.start <= end; at += 1) {
      group.push(spans[at]!);
      end = Math.max(end, spans[at]!.end);
    }
    const start = group[0]!.start;
    const growth = group.reduce(
      (sum, { made }) => sum + (made === null ? 0 : made.replacement.length - (made.end - made.start)),
      0,
    );
    const own = group.flatMap(({ by }) =>
      by === null ? [] : [{ ...by, start: by.start - start, end: by.end - start }],
    );
    composed.push({
      start: start - moved,
      end: end - moved - growth,
      replacement: applyEdits(between.slice(start, end), own),
    });
    moved += growth;
  }
  return composed;
}
