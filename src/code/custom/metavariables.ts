/** How metavariables are written: `$X` is one node, `$...XS` any number of them, `$_` and `$...` the same without a name. */

/** A metavariable in a text. */
export interface Metavariable {
  /** `X` of `$X` and of `$...X`; the empty string for `$_` and `$...`, which stand for something else each time. */
  name: string;
  /** Whether it stands for any number of nodes, none included. */
  isSequence: boolean;
  /** Where it stands: `text.slice(start, end)` is how it was written. */
  start: number;
  end: number;
}

/** Stands for the whole match in messages, suggestions, fixes and conditions. */
export const wholeMatch = 'MATCH';

// `$_GET` and `$name` are PHP's own, `$Name` is too: a metavariable is all in capitals, and nothing goes on after it.
const form = /(?<![\w$])\$(?:\.\.\.([A-Z][A-Z0-9_]*)?|(_)|([A-Z][A-Z0-9_]*))(?![\w$])/g;

/** Names that languages use themselves, in the same spelling. */
const taken = new Set(['GLOBALS']);

/** The metavariables of a text, in their order. */
export function metavariablesOf(text: string): Metavariable[] {
  const found: Metavariable[] = [];
  for (const match of text.matchAll(form)) {
    const [written, sequence, , single] = match;
    if (single !== undefined && taken.has(single)) continue;
    found.push({
      name: sequence ?? single ?? '',
      isSequence: written.startsWith('$...'),
      start: match.index,
      end: match.index + written.length,
    });
  }
  return found;
}

/** A name as people write it in conditions: `$X`, `$...X` or `X`; null for what is no name of a metavariable. */
export function nameOfMetavariable(written: string): string | null {
  return /^\$?(?:\.\.\.)?([A-Z][A-Z0-9_]*)$/.exec(written)?.[1] ?? null;
}

/** A text with what its metavariables stand for; those that `textOf` does not know stay as they are. */
export function fillIn(template: string, textOf: (name: string) => string | null): string {
  let filled = '';
  let from = 0;
  for (const { name, start, end } of metavariablesOf(template)) {
    const text = name === '' ? null : textOf(name);
    if (text === null) continue;
    filled += template.slice(from, start) + text;
    from = end;
  }
  return filled + template.slice(from);
}
