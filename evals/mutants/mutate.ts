import type { Edit, Site, Snippet } from './snippet.ts';

/** How the original comes back: at `line` of the mutant (from 1), `added` lines give way to `removed`. From the top down. */
export interface UndoneEdit {
  line: number;
  added: number;
  removed: readonly string[];
}

export interface Mutant {
  lines: readonly string[];
  /** The changed lines, from 1, both ends included. For lines that are gone: the two around the gap. */
  changed: readonly [number, number];
  /** Further lines that a reviewer may point to. */
  also: readonly number[];
  edits: readonly UndoneEdit[];
}

/** Spoils a snippet at one place, and adds the imports that this takes. */
export function mutate(snippet: Snippet, { edit, also = [], needs = [] }: Site): Mutant {
  const present = new Set(snippet.lines.map((line) => line.trim()));
  const text = edit.insert.join('\n');
  const imports = needs.filter((line) => !present.has(line) && isUsed(line, text));
  const edits: UndoneEdit[] = [];
  let lines: readonly string[] = snippet.lines;
  if (imports.length > 0) {
    lines = applied(lines, { at: snippet.importAt, remove: 0, insert: imports });
    edits.push({ line: snippet.importAt + 1, added: imports.length, removed: [] });
  }
  const at = edit.at + imports.length;
  const removed = lines.slice(at, at + edit.remove);
  lines = applied(lines, { ...edit, at });
  edits.push({ line: at + 1, added: edit.insert.length, removed });
  const changed: [number, number] = edit.insert.length === 0 ? [at, at + 1] : within(edit, removed, at);
  return {
    lines,
    changed,
    also: also.map((offset) => at + offset + 1).filter((line) => line > 0 && line <= lines.length),
    edits,
  };
}

/** The lines that differ: those that an edit of a block keeps at its ends are left out. */
function within({ insert }: Edit, removed: readonly string[], at: number): [number, number] {
  let [start, end] = [0, insert.length];
  while (start < end && start < removed.length && insert[start] === removed[start]) start += 1;
  let tail = 0;
  while (
    tail < end - start &&
    tail < removed.length - start &&
    insert[end - 1 - tail] === removed[removed.length - 1 - tail]
  )
    tail += 1;
  end -= tail;
  return end <= start ? [at + start, at + start + 1] : [at + start + 1, at + end];
}

function applied(lines: readonly string[], { at, remove, insert }: Edit): string[] {
  return [...lines.slice(0, at), ...insert, ...lines.slice(at + remove)];
}

/** Whether the inserted text uses what an import brings. */
function isUsed(line: string, text: string): boolean {
  if (line.startsWith('#include')) return true;
  const names = /^import \{ (.+) \} from|^from \S+ import (.+)$/.exec(line);
  const list = names
    ? (names[1] ?? names[2])!.split(', ')
    : [/(\w+)(?:\/v\d+)?[";]*(?: from .*)?$/.exec(line.replace(/ from .*$/, ''))![1]!];
  return list.some((name) => new RegExp(`\\b${name}\\b`).test(text));
}
