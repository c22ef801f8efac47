import { type LinedText, linedText } from './place.ts';

/** The text of a reviewed file as it was parsed (see `normalizeSource`), or null where it can't be read any more. */
export type SourceOf = (path: string) => LinedText | null;

/** Texts are read again rather than all kept: a review of a large repository quotes thousands of files. */
const mostCharactersKept = 32_000_000;

/** Texts by their paths, each read once as long as there is room. */
export function rememberSources(textOf: (path: string) => string | null): SourceOf {
  const kept = new Map<string, LinedText | null>();
  let characters = 0;
  return (path) => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const text = textOf(path);
    characters += text?.length ?? 0;
    if (characters > mostCharactersKept) {
      kept.clear();
      characters = text?.length ?? 0;
    }
    const lined = text === null ? null : linedText(text);
    kept.set(path, lined);
    return lined;
  };
}
