import type { Finding } from '../types.ts';

/**
 * Findings by where they lie, so that of thousands in one file only those are looked at that may say the same as another: those on its first
 * line, and the wide ones around it.
 */
export class KeptFindings {
  readonly #byLine = new Map<number, Finding[]>();
  /**
   * Wide findings by the smallest aligned range of 2^level lines that holds them (as genome browsers bin their features): what holds a line
   * lies in one range a level.
   */
  readonly #byRange: Map<number, Finding[]>[] = [];

  add(finding: Finding): void {
    const { line, endLine } = finding;
    append(this.#byLine, line, finding);
    if (endLine === line) return;
    const level = levelOf(line, endLine);
    while (this.#byRange.length <= level) this.#byRange.push(new Map());
    append(this.#byRange[level]!, Math.floor(line / 2 ** level), finding);
  }

  /** Whether a test holds of a finding that begins on a line, or that holds all of the lines. */
  someNear({ line, endLine }: Finding, test: (kept: Finding) => boolean): boolean {
    if (this.#byLine.get(line)?.some(test) === true) return true;
    // A finding that holds all lines lies in a range that does.
    const least = endLine === line ? 1 : levelOf(line, endLine);
    for (let level = least; level < this.#byRange.length; level += 1) {
      const there = this.#byRange[level]!.get(Math.floor(line / 2 ** level));
      if (there?.some((kept) => kept.line <= line && endLine <= kept.endLine && test(kept)) === true)
        return true;
    }
    return false;
  }
}

/** The power of two of the smallest aligned range with both lines in it. */
function levelOf(line: number, endLine: number): number {
  return 32 - Math.clz32(line ^ endLine);
}

function append(lists: Map<number, Finding[]>, key: number, finding: Finding): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [finding]);
  else list.push(finding);
}
