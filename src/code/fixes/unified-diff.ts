/**
 * Unified diffs, as `git apply` and `patch -p1` read them. Since the edits are known, nothing is searched for: the lines that they touch
 * are the hunks.
 */
import type { TextEdit } from '../types.ts';
import { applyEdits } from './edits.ts';

const contextLines = 3;

/** Lines of the old text that give way to lines of the new one; lines keep their ends. */
interface Region {
  /** Index of the first old line. */
  from: number;
  /** Index after the last old line. */
  to: number;
  added: string[];
}

/**
 * The hunks of a unified diff, without file names; empty where the edits change nothing. CR LF and a last line without a line feed are kept
 * as they are. `mark` is what stands before the text in its file: a byte-order mark, which belongs to the first line.
 */
export function hunksOf(text: string, edits: readonly TextEdit[], mark = ''): string {
  const lined = linedText(text, mark);
  const { lines } = lined;
  const moved = edits.map(({ start, end, replacement }) => ({
    start: start + mark.length,
    end: end + mark.length,
    replacement,
  }));
  const regions = regionsOf(lined, moved);
  let hunks = '';
  let shift = 0;
  for (let first = 0; first < regions.length; ) {
    let last = first;
    while (last + 1 < regions.length && regions[last + 1]!.from - regions[last]!.to <= 2 * contextLines)
      last += 1;
    const group = regions.slice(first, last + 1);
    hunks += hunkOf(lines, group, shift);
    for (const { from, to, added } of group) shift += added.length - (to - from);
    first = last + 1;
  }
  return hunks;
}

/** A unified diff of one file: hunks under the file's names. `path` is relative, with `/`. */
export function patchOf(path: string, hunks: string): string {
  return hunks === '' ? '' : `--- ${fileName('a', path)}\n+++ ${fileName('b', path)}\n${hunks}`;
}

function fileName(side: string, path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a patch must quote
  if (/[\x00-\x1f\x7f"\\]/.test(path)) return `"${side}/${quoted(path)}"`;
  // After a name with a space a tab says where the name ends.
  return `${side}/${path}${path.includes(' ') ? '\t' : ''}`;
}

function quoted(path: string): string {
  const escapes: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
  return path.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a patch must quote
    /[\x00-\x1f\x7f"\\]/g,
    (character) => escapes[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}

/** A text, its lines, and where each begins; one more place for the end. */
interface LinedText {
  text: string;
  lines: readonly string[];
  starts: readonly number[];
}

// A file with thousands of findings asks for the same text again and again: the last one is kept.
let lastText = '';
let lastMark = '';
let lastLined: LinedText = { text: '', lines: [], starts: [0] };

function linedText(text: string, mark: string): LinedText {
  if (text !== lastText || mark !== lastMark) {
    const marked = mark + text;
    const lines = linesOf(marked);
    const starts = [0];
    let end = 0;
    for (const line of lines) {
      end += line.length;
      starts.push(end);
    }
    lastLined = { text: marked, lines, starts };
    lastText = text;
    lastMark = mark;
  }
  return lastLined;
}

/** Lines with their ends; the last has none where the text does not end in one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The edits by the lines that they touch, with what stays equal at both ends taken off. */
function regionsOf({ text, lines, starts }: LinedText, edits: readonly TextEdit[]): Region[] {
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = lines.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
  const groups: { from: number; to: number; edits: TextEdit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const from = lineAt(edit.start);
    const to = Math.min(lines.length, lineAt(edit.end) + 1);
    const before = groups.at(-1);
    if (before !== undefined && from < before.to) {
      before.to = Math.max(before.to, to);
      before.edits.push(edit);
    } else groups.push({ from, to, edits: [edit] });
  }
  return groups.flatMap(({ from, to, edits: own }) => {
    const start = starts[from]!;
    const local = own.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    const added = linesOf(applyEdits(text.slice(start, starts[to]), local));
    return trimmed(lines, { from, to, added });
  });
}

function trimmed(lines: readonly string[], region: Region): Region[] {
  let { from, to } = region;
  let added = region.added;
  while (from < to && added.length > 0 && added[0] === lines[from]) {
    added = added.slice(1);
    from += 1;
  }
  while (to > from && added.length > 0 && added.at(-1) === lines[to - 1]) {
    added = added.slice(0, -1);
    to -= 1;
  }
  return from === to && added.length === 0 ? [] : [{ from, to, added }];
}

function hunkOf(lines: readonly string[], group: readonly Region[], shift: number): string {
  const from = Math.max(0, group[0]!.from - contextLines);
  const to = Math.min(lines.length, group.at(-1)!.to + contextLines);
  let body = '';
  let oldCount = 0;
  let newCount = 0;
  const put = (sign: string, some: readonly string[]): void => {
    for (const line of some)
      body += line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
    if (sign !== '+') oldCount += some.length;
    if (sign !== '-') newCount += some.length;
  };
  let at = from;
  for (const region of group) {
    put(' ', lines.slice(at, region.from));
    put('-', lines.slice(region.from, region.to));
    put('+', region.added);
    at = region.to;
  }
  put(' ', lines.slice(at, to));
  // An empty side is named by the line before it.
  const oldStart = oldCount === 0 ? from : from + 1;
  const newStart = newCount === 0 ? from + shift : from + shift + 1;
  return `@@ -${range(oldStart, oldCount)} +${range(newStart, newCount)} @@\n${body}`;
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${start},${count}`;
}
