import type { LineHits } from './coverage.ts';

/**
 * Reads lcov's tracefile (geninfo(1)): `SF:` begins a file, `DA:line,hits` counts a line. Records of the same file are
 * merged.
 *
 * @throws Error when there is no `SF:` line.
 */
export function readLcov(text: string): LineHits {
  const hits: LineHits = new Map();
  let lines: Map<number, number> | undefined;
  for (const row of text.split(/\r?\n/)) {
    if (row.startsWith('SF:')) {
      const path = row.slice(3).trim();
      lines = hits.get(path) ?? new Map();
      hits.set(path, lines);
    } else if (row.startsWith('DA:') && lines) {
      const [line, count] = row.slice(3).split(',', 2).map(Number);
      if (!Number.isInteger(line) || !Number.isFinite(count)) continue;
      lines.set(line!, Math.max(lines.get(line!) ?? 0, count!));
    } else if (row === 'end_of_record') {
      lines = undefined;
    }
  }
  if (hits.size === 0) throw new Error('it has no SF: line, so it is no lcov tracefile');
  return hits;
}
