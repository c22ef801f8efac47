import { resolve } from 'node:path';
import { normalizeSource, readSourceText } from '../../code/index.ts';
import { type LinedText, linedText } from './place.ts';

/** The text of a reviewed file as it was parsed (see `normalizeSource`), or null where it can't be read any more. */
export type SourceOf = (path: string) => LinedText | null;

/** Texts are read again rather than all kept: a review of a large repository quotes thousands of files. */
const mostCharactersKept = 32_000_000;

/**
 * Reads the files that a review speaks of when they are asked for; one that is gone is null, and its findings are shown with their quotes
 * alone. `input` is the text of the review of standard input, whose path is `-`.
 */
export function createSources(directory: string, input?: string): SourceOf {
  return rememberSources((path) => {
    if (path !== '-' && path !== '') return readSourceText(resolve(directory, path));
    return input === undefined ? null : normalizeSource(input);
  });
}

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
