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

/** The spans that earlier finders have claimed; a finder sees the text with those blanked out. */
export class Claims {
  readonly entities: Entity[] = [];
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text with every claimed span turned into as many NUL characters. */
  get free(): string {
    return this.#text;
  }

  claim(span: Span, body: EntityBody): void {
    this.entities.push({ ...span, ...body });
    this.blank(span);
  }

  /** Takes a span out of what later finders see, without an entity. */
  blank({ start, end }: Span): void {
    this.#text = this.#text.slice(0, start) + '\0'.repeat(end - start) + this.#text.slice(end);
  }

  /** The entities in the order of the text. */
  sorted(): Entity[] {
    return this.entities.toSorted((left, right) => left.start - right.start);
  }
}
