/**
 * Clones within and across files, found by jscpd's detector.
 *
 * The detector handles one frame at a time through promises, which costs more than parsing when it is fed every token.
 * So it gets windows of code lines, and of those only the ones that occur more than once: a window that is alone can't be
 * part of a clone, and stands in for a whole stretch of its like as one separator (see docs/decisions).
 */
import type { IClone, IMapFrame, IStore, ITokensMap } from '@jscpd/core';
import type { CloneWindows } from './clone-windows.ts';
import type { LanguageName } from './types.ts';

/** What is needed of a file to look for clones. */
export interface CloneSource {
  language: LanguageName;
  windows: CloneWindows;
  /** Code lines up to and including a line, by line; entry 0 is 0. */
  codeBefore: Uint32Array;
}

/** Two places with the same code; `source` numbers are those of the list that was searched. */
export interface Clone {
  source: number;
  line: number;
  endLine: number;
  otherSource: number;
  otherLine: number;
  otherEndLine: number;
}

/** The clones, and for each source the share of its code lines that stand in one, 0..1. */
export async function findClones(
  sources: readonly CloneSource[],
): Promise<{ clones: Clone[]; shares: number[] }> {
  const clones: Clone[] = [];
  const marks = new Map<number, Uint8Array>();
  for (const language of new Set(sources.map((source) => source.language))) {
    const members = sources.flatMap((source, index) => (source.language === language ? [index] : []));
    clones.push(...(await findIn(sources, members)));
  }
  const mark = (index: number, line: number, endLine: number): void => {
    let lines = marks.get(index);
    if (!lines) {
      lines = new Uint8Array(sources[index]!.codeBefore.length + 1);
      marks.set(index, lines);
    }
    lines.fill(1, line, endLine + 1);
  };
  for (const clone of clones) {
    mark(clone.source, clone.line, clone.endLine);
    mark(clone.otherSource, clone.otherLine, clone.otherEndLine);
  }
  return { clones, shares: sources.map((source, index) => shareOf(source, marks.get(index))) };
}

function shareOf({ codeBefore }: CloneSource, marks: Uint8Array | undefined): number {
  const lines = codeBefore.length - 1;
  const code = codeBefore[lines] ?? 0;
  if (!marks || code === 0) return 0;
  let cloned = 0;
  for (let line = 1; line <= lines; line++) {
    if (marks[line] === 1) cloned += codeBefore[line]! - codeBefore[line - 1]!;
  }
  return Math.round((cloned / code) * 1e4) / 1e4;
}

async function findIn(sources: readonly CloneSource[], members: readonly number[]): Promise<Clone[]> {
  const repeats = findRepeats(sources, members);
  if (repeats === null) return [];
  const { Detector } = await import('@jscpd/core');
  const frames = new Map<string, () => ITokensMap>();
  for (const member of members)
    frames.set(String(member), () => new RepeatedFrames(sources, member, repeats));
  const detector = new Detector(
    { generateMaps: (id) => [frames.get(id)!()] },
    new FrameStore(),
    [],
    // Five lines reach from the first to the fourth after it; the windows see to the rest.
    { minLines: 4, minTokens: 1 },
  );
  const clones: Clone[] = [];
  for (const member of members) {
    if (!repeats.in(member)) continue;
    for (const clone of await detector.detect(String(member), '', 'code')) clones.push(toClone(clone));
  }
  return clones;
}

function toClone({ duplicationA, duplicationB }: IClone): Clone {
  return {
    source: Number(duplicationA.sourceId),
    line: duplicationA.start.line,
    endLine: duplicationA.end.line,
    otherSource: Number(duplicationB.sourceId),
    otherLine: duplicationB.start.line,
    otherEndLine: duplicationB.end.line,
  };
}

/** Which windows occur more than once, and where each occurs first. */
interface Repeats {
  /** Number of the first of the windows with the same hash, by number of window; -1 for windows that are alone. */
  first: Int32Array;
  /** Number of a source's first window. */
  offset(source: number): number;
  /** Whether a number is that of a source's first window. */
  begins(window: number): boolean;
  in(source: number): boolean;
}

function findRepeats(sources: readonly CloneSource[], members: readonly number[]): Repeats | null {
  let total = 0;
  const offsets = new Map<number, number>();
  for (const member of members) {
    offsets.set(member, total);
    total += sources[member]!.windows.line.length;
  }
  const mask = 2 ** Math.ceil(Math.log2(Math.max(16, total * 2))) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  const hash1 = new Uint32Array(total);
  const hash2 = new Uint32Array(total);
  const first = new Int32Array(total).fill(-1);
  const sourcesWithRepeats = new Set<number>();
  let repeated = false;
  for (const member of members) {
    const { windows } = sources[member]!;
    const offset = offsets.get(member)!;
    hash1.set(windows.hash1, offset);
    hash2.set(windows.hash2, offset);
    for (let index = offset; index < offset + windows.line.length; index++) {
      let slot = hash1[index]! & mask;
      for (;;) {
        const other = slots[slot]!;
        if (other < 0) {
          slots[slot] = index;
          break;
        }
        if (hash1[other] === hash1[index] && hash2[other] === hash2[index]) {
          first[other] = other;
          first[index] = other;
          repeated = true;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
  }
  if (!repeated) return null;
  for (const member of members) {
    const offset = offsets.get(member)!;
    const stop = offset + sources[member]!.windows.line.length;
    if (first.subarray(offset, stop).some((other) => other >= 0)) sourcesWithRepeats.add(member);
  }
  const beginnings = new Set(offsets.values());
  return {
    first,
    offset: (source) => offsets.get(source)!,
    begins: (window) => beginnings.has(window),
    in: (source) => sourcesWithRepeats.has(source),
  };
}

/** The repeated windows of one source as jscpd's frames; a frame that nothing equals stands between stretches. */
class RepeatedFrames implements ITokensMap {
  readonly #source: number;
  readonly #windows: CloneWindows;
  readonly #repeats: Repeats;
  #index = 0;
  #separated = true;

  constructor(sources: readonly CloneSource[], source: number, repeats: Repeats) {
    this.#source = source;
    this.#windows = sources[source]!.windows;
    this.#repeats = repeats;
  }

  getFormat(): string {
    return 'code';
  }

  getLinesCount(): number {
    return this.#windows.endLine.at(-1) ?? 0;
  }

  getTokensCount(): number {
    return this.#windows.line.length;
  }

  getId(): string {
    return String(this.#source);
  }

  next(): IteratorResult<IMapFrame | boolean> {
    const { first, begins } = this.#repeats;
    const offset = this.#repeats.offset(this.#source);
    const count = this.#windows.line.length;
    while (this.#index < count && first[offset + this.#index]! < 0) {
      this.#index++;
      if (!this.#separated) return this.#separator();
    }
    if (this.#index >= count) return { done: true, value: false };
    const here = offset + this.#index;
    // The detector takes the end of the other copy from the last frame: both must go on at the same place.
    const goesOn = this.#separated || (first[here] === first[here - 1]! + 1 && !begins(first[here]!));
    if (!goesOn) return this.#separator();
    this.#separated = false;
    return { done: false, value: this.#frame(String(first[here]), this.#index++) };
  }

  #separator(): IteratorResult<IMapFrame> {
    this.#separated = true;
    return { done: false, value: this.#frame(`${separatorMark}${this.#source}:${this.#index}`, 0) };
  }

  #frame(id: string, index: number): IMapFrame {
    const token = (line: number) => {
      const at = { line };
      return {
        type: 'line',
        value: '',
        length: 0,
        format: 'code',
        range: noRange,
        loc: { start: at, end: at },
      };
    };
    const { line, endLine } = this.#windows;
    return { id, sourceId: String(this.#source), start: token(line[index]!), end: token(endLine[index]!) };
  }
}

const noRange: [number, number] = [0, 0];
const separatorMark = 'between ';

/**
 * First occurrences by frame, as jscpd's own memory store keeps them. It is asked once a frame, and real promises for that would be most of
 * what the search costs in time and memory: the answers are settled, and what is to be done with them is done at once.
 */
class FrameStore implements IStore<IMapFrame> {
  readonly #frames = new Map<string, IMapFrame>();
  readonly #turns = new Turns();

  namespace(): void {}

  get(key: string): Promise<IMapFrame> {
    return new Answer(this.#frames.get(key), this.#turns) as unknown as Promise<IMapFrame>;
  }

  set(key: string, value: IMapFrame): Promise<IMapFrame> {
    // A separator is the only one of its kind, and nobody will ask for it.
    if (!key.startsWith(separatorMark)) this.#frames.set(key, value);
    return done as Promise<IMapFrame>;
  }

  close(): void {}
}

const done: Promise<unknown> = Promise.resolve();

/** Does one thing after the other: a thing that asks for the next one has ended before that begins, so that no stack grows. */
class Turns {
  #next: (() => void) | null = null;
  #isRunning = false;

  take(next: () => void): void {
    this.#next = next;
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let turn = this.#take(); turn !== null; turn = this.#take()) turn();
    } finally {
      this.#isRunning = false;
    }
  }

  #take(): (() => void) | null {
    const turn = this.#next;
    this.#next = null;
    return turn;
  }
}

/** What the detector uses of a promise: `then` with both its functions, and `finally` behind that. */
class Answer {
  readonly #frame: IMapFrame | undefined;
  readonly #turns: Turns;

  constructor(frame: IMapFrame | undefined, turns: Turns) {
    this.#frame = frame;
    this.#turns = turns;
  }

  // biome-ignore lint/suspicious/noThenProperty: it stands in for a promise.
  then(found: (frame: IMapFrame) => void, missed: () => void): this {
    if (this.#frame === undefined) missed();
    else found(this.#frame);
    return this;
  }

  finally(next: () => void): void {
    this.#turns.take(next);
  }
}
