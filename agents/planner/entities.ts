/** What a request names: code, paths, names in quotes, agents, durations, versions. Each stands at a span of the text; none overlap. */

export interface Span {
  /** Offset of the first UTF-16 code unit. */
  start: number;
  /** Offset after the last one. */
  end: number;
}

/** `folder` and `other` may hold code; `table` holds rows. */
export type PathKind = 'code' | 'table' | 'folder' | 'other';

export type EntityBody =
  | { kind: 'code'; code: string; language: string | null }
  | { kind: 'path'; path: string; pathKind: PathKind }
  | { kind: 'quoted'; text: string }
  | { kind: 'address'; agent: string }
  | { kind: 'duration'; seconds: number }
  | { kind: 'model-version'; model: string; version: string }
  | { kind: 'version'; version: string }
  /** The id of a recommendation. */
  | { kind: 'id'; id: string };

export type Entity = Span & EntityBody;

/** Tells whether a path exists; paths come as typed, relative to the workspace. */
export type PathExists = (path: string) => boolean;

const longRun = /[^\s\0]{400,}/g;
/** Characters of a request, besides code and quotes, that are read; and of those, how many at its end. */
const mostVisible = 8_000;
const shownAtEnd = 2_000;

/** The spans that earlier finders have claimed; a finder sees the text with those blanked out. */
export class Claims {
  readonly entities: Entity[] = [];
  readonly #text: string;
  readonly #shades: Span[] = [];
  #free: string;
  #isFresh = true;

  constructor(text: string) {
    this.#text = text;
    this.#free = text;
  }

  /** The text with every claimed span turned into as many NUL characters. */
  get free(): string {
    if (!this.#isFresh) {
      this.#free = this.#blanked();
      this.#isFresh = true;
    }
    return this.#free;
  }

  claim(span: Span, body: EntityBody): void {
    this.entities.push({ ...span, ...body });
    this.#isFresh = false;
  }

  /**
   * Hides from later finders what no person types as a request: runs without a space that are longer than any name or path, and the middle of a
   * text that goes on and on.
   */
  shadeExcess(): void {
    for (const run of this.free.matchAll(longRun))
      this.#shades.push({ start: run.index, end: run.index + run[0].length });
    this.#isFresh = false;
    let visible = 0;
    const { free } = this;
    let start = -1;
    for (let index = 0; index < free.length; index += 1) {
      if (free[index] === '\0') continue;
      visible += 1;
      if (visible === mostVisible) start = index;
    }
    const end = free.length - shownAtEnd;
    if (start !== -1 && end > start) this.#shades.push({ start, end });
    this.#isFresh = false;
  }

  /** The entities in the order of the text. */
  sorted(): Entity[] {
    return this.entities.toSorted((left, right) => left.start - right.start);
  }

  #blanked(): string {
    const parts: string[] = [];
    let end = 0;
    for (const span of [...this.entities, ...this.#shades].sort((left, right) => left.start - right.start)) {
      if (span.end <= end) continue;
      const start = Math.max(end, span.start);
      parts.push(this.#text.slice(end, start), '\0'.repeat(span.end - start));
      end = span.end;
    }
    return parts.join('') + this.#text.slice(end);
  }
}
