/** Which lines of the newer files changed, read from a patch without context as it streams by. */

import type { Git } from '../../host/index.ts';
import { type Comparison, comparisonArguments } from './list-changes.ts';

/** Changed lines of one file. */
export interface ChangedLines {
  /** First and last line of each stretch that was added or changed, in order. */
  ranges: (readonly [number, number])[];
  /** Lines after which something was taken away and nothing put in its place; 0 is the beginning. */
  seams: number[];
}

/** The changed lines by path, relative to the top with `/`. A change of line ends alone (CR LF) is none. */
export async function readChangedLines(git: Git, comparison: Comparison): Promise<Map<string, ChangedLines>> {
  const reader = createPatchReader();
  await git.stream(
    comparisonArguments(comparison, [
      '-p',
      '-U0',
      '--ignore-cr-at-eol',
      '--src-prefix=a/',
      '--dst-prefix=b/',
      '--no-indent-heuristic',
    ]),
    reader.push,
  );
  return reader.end();
}

const lineFeed = 10;
/** Longer lines are code, not headers; of those only the beginning is looked at. */
const longestHeader = 20_000;

/** Reads a patch in chunks; lines of code are counted and not kept. */
export function createPatchReader(): { push(chunk: Buffer): void; end(): Map<string, ChangedLines> } {
  const files = new Map<string, ChangedLines>();
  let current: ChangedLines | null = null;
  /** Lines of code that the hunk still has; what looks like a header among them is none. */
  let left = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;

  const take = (line: string): void => {
    if (left > 0) {
      if (!line.startsWith('\\')) left -= 1;
      return;
    }
    if (line.startsWith('diff --git ')) current = null;
    else if (line.startsWith('+++ ')) {
      const path = pathIn(line.slice(4));
      current = path === null ? null : { ranges: [], seams: [] };
      if (path !== null && current !== null) files.set(path, current);
    } else if (line.startsWith('@@ ')) {
      const match = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
      if (match === null) return;
      const removed = Number(match[1] ?? 1);
      const start = Number(match[2]);
      const added = Number(match[3] ?? 1);
      left = removed + added;
      if (added > 0) current?.ranges.push([start, start + added - 1]);
      else current?.seams.push(start);
    }
  };

  const flush = (): void => {
    if (pendingBytes === 0 && pending.length === 0) return;
    take(Buffer.concat(pending).toString('utf8'));
    pending = [];
    pendingBytes = 0;
  };

  return {
    push(chunk) {
      for (let from = 0; from < chunk.length; ) {
        const stop = chunk.indexOf(lineFeed, from);
        const piece = chunk.subarray(from, stop < 0 ? chunk.length : stop);
        if (pendingBytes < longestHeader) pending.push(Buffer.from(piece));
        pendingBytes += piece.length;
        if (stop < 0) return;
        take(Buffer.concat(pending).toString('utf8'));
        pending = [];
        pendingBytes = 0;
        from = stop + 1;
      }
    },
    end() {
      flush();
      return files;
    },
  };
}

/** The path of a `+++` line: `b/path`, with a tab behind one that has spaces, quoted as in C where it has odd characters. */
function pathIn(text: string): string | null {
  const name = text.startsWith('"') ? unquoted(text) : text.replace(/\t$/, '');
  return name.startsWith('b/') ? name.slice(2) : null;
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A name in git's quotes: `\n`, `\"`, and bytes as three octal digits. */
function unquoted(text: string): string {
  const bytes: number[] = [];
  const inner = Buffer.from(text.slice(1, text.lastIndexOf('"')), 'utf8');
  for (let at = 0; at < inner.length; at += 1) {
    if (inner[at] !== 92) {
      bytes.push(inner[at]!);
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(inner.toString('latin1', at + 1, at + 4));
    if (octal !== null) {
      bytes.push(Number.parseInt(octal[0], 8));
      at += 3;
    } else {
      const next = inner[at + 1] ?? 92;
      bytes.push(escapes[String.fromCharCode(next)] ?? next);
      at += 1;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}
