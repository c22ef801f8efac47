import type { FunctionMetrics } from '../../../src/code/index.ts';
import type { ShownCode } from './shown-code.ts';

/** A stretch of a file that is shown to a model at once. Lines count from 1. */
export interface Stretch {
  line: number;
  endLine: number;
}

/** Characters of code that one question holds; with all that stands around it, some 4,500 tokens. */
export const usualChunkCharacters = 9_000;

/**
 * Cuts a file into stretches that fit: before a function that lies in no other where it can be, else at a blank line, else anywhere. What
 * comes before a function without a blank line between (its comment, its decorators) stays with it.
 */
export function cutIntoChunks(
  { shown }: ShownCode,
  functions: readonly FunctionMetrics[],
  most: number = usualChunkCharacters,
): Stretch[] {
  const total = lastLineWithText(shown);
  if (total === 0) return [];
  const starts = startsOf(shown, functions);
  const chunks: Stretch[] = [];
  let line = 1;
  while (line <= total) {
    let endLine = line;
    let size = costOf(shown[line - 1]!);
    while (endLine < total && size + costOf(shown[endLine]!) <= most) {
      size += costOf(shown[endLine]!);
      endLine += 1;
    }
    if (endLine < total) endLine = cutBefore(line, endLine, { shown, starts });
    if (shown.slice(line - 1, endLine).some((text) => text.trim() !== '')) chunks.push({ line, endLine });
    line = endLine + 1;
  }
  return chunks;
}

/** A line with its number. */
function costOf(text: string): number {
  return text.length + 7;
}

function lastLineWithText(lines: readonly string[]): number {
  let last = lines.length;
  while (last > 0 && lines[last - 1]!.trim() === '') last -= 1;
  return last;
}

/** First lines of the functions that lie in no other, with what belongs to them above. */
function startsOf(lines: readonly string[], functions: readonly FunctionMetrics[]): Set<number> {
  const starts = new Set<number>();
  let end = 0;
  for (const each of [...functions].sort((a, b) => a.line - b.line || b.endLine - a.endLine)) {
    if (each.line <= end) continue;
    end = each.endLine;
    let line = each.line;
    while (line > 1 && /^\s*(?:\/\/|\/?\*|#|@|\[|--|""")/.test(lines[line - 2]!)) line -= 1;
    starts.add(line);
  }
  return starts;
}

/** The last line of a stretch that can't take the line after `endLine`: in its second half, where a cut does the least harm. */
function cutBefore(
  line: number,
  endLine: number,
  { shown, starts }: { shown: readonly string[]; starts: ReadonlySet<number> },
): number {
  const half = line + Math.floor((endLine - line) / 2);
  for (let last = endLine; last >= half; last -= 1) if (starts.has(last + 1)) return last;
  for (let last = endLine; last >= half; last -= 1) if (shown[last]!.trim() === '') return last;
  return endLine;
}
