import type { PreviousTurn, ResultItem } from '../define.ts';
import { findTerms } from './glossary.ts';

/** The item of the last result that the words name by their own words ("explain the sql injection"), or null. */
export function itemByWords(text: string, items: readonly ResultItem[]): ResultItem | null {
  const words = contentWords(text);
  let best: { item: ResultItem; score: number } | null = null;
  for (const item of items) {
    if (text.includes(item.id) && item.id.length > 2) return item;
    const title = contentWords(item.title);
    const score = [...title].filter((word) => words.has(word)).length / Math.max(1, title.size);
    if (score > (best?.score ?? 0)) best = { item, score };
  }
  return best !== null && best.score >= 0.5 ? best.item : null;
}

function contentWords(text: string): Set<string> {
  return new Set((text.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu) ?? []).filter((word) => !plain.has(word)));
}

const plain = new Set([
  'the',
  'and',
  'explain',
  'why',
  'what',
  'about',
  'does',
  'that',
  'this',
  'tell',
  'more',
  'line',
  'for',
  'with',
  'show',
  'finding',
]); // prettier-ignore

const severities = ['low', 'medium', 'high', 'critical'];

/** The gravest finding of the last result, of equals the one shown first; of other items the first, as they stand in order. Null where there are none. */
export function worstItem({ items = [], data = [] }: PreviousTurn): ResultItem | null {
  const graveness = new Map<unknown, number>();
  for (const entry of data) {
    const { recommendations } = (entry ?? {}) as { recommendations?: unknown };
    if (!Array.isArray(recommendations)) continue;
    for (const { id, severity } of recommendations) graveness.set(id, severities.indexOf(severity));
  }
  let worst: ResultItem | null = null;
  for (const item of items)
    if (worst === null || (graveness.get(item.id) ?? -1) > (graveness.get(worst.id) ?? -1)) worst = item;
  return worst;
}

/** An item by its place: 1 is the first, -1 the last. */
export function itemByPlace(place: number, items: readonly ResultItem[]): ResultItem | null {
  return (place < 0 ? items.at(place) : items[place - 1]) ?? null;
}

/** The last result's items as a numbered list, with how to ask for one. */
export function listItems(items: readonly ResultItem[]): string {
  const lines = items.slice(0, 20).map(({ title }, index) => `${index + 1}. ${title}`);
  const more = items.length > lines.length ? `\n… and ${items.length - lines.length} more` : '';
  return `The last result has ${items.length === 1 ? 'one point' : `${items.length} points`}. Ask for one by its number (“explain the second one”):\n\n${lines.join('\n')}${more}`;
}

/** What the figures that a text names are in the last result, where it measured one file: "In `a.js` it is 12." */
export function figuresOf(text: string, previous: PreviousTurn | null): string[] {
  const file = measuredFile(previous);
  if (!file) return [];
  return findTerms(text).flatMap(({ figure, names }) => {
    const value = figure === undefined ? undefined : file.metrics[figure];
    if (typeof value !== 'number') return [];
    const where = file.path === '' ? 'the code you pasted' : `\`${file.path}\``;
    return [`In ${where}, ${names[0]} is ${Math.round(value * 100) / 100}.`];
  });
}

function measuredFile(
  previous: PreviousTurn | null,
): { path: string; metrics: Record<string, unknown> } | null {
  for (const entry of previous?.data ?? []) {
    if (typeof entry !== 'object' || entry === null || !('files' in entry) || !Array.isArray(entry.files))
      continue;
    const file: unknown = entry.files[0];
    if (entry.files.length !== 1 || typeof file !== 'object' || file === null) continue;
    const { path, metrics } = file as { path?: unknown; metrics?: unknown };
    if (typeof path === 'string' && typeof metrics === 'object' && metrics !== null)
      return { path, metrics: metrics as Record<string, unknown> };
  }
  return null;
}

const categories = ['security', 'reliability', 'performance', 'refactoring', 'style'];

/** The findings of the last result that are of a severity or category which the text names, with their places; null where it names none. */
export function findingsOfKind(
  text: string,
  { items = [], data = [] }: PreviousTurn,
): { kind: string; found: { item: ResultItem; place: number }[] } | null {
  const said = new Set(
    (text.toLowerCase().match(/[a-z]+/g) ?? []).map((word) =>
      /^(?:severe|serious)$/.test(word) ? 'high' : word === 'minor' ? 'low' : word,
    ),
  );
  const wanted = [...severities, ...categories].filter((kind) => said.has(kind));
  if (wanted.length === 0) return null;
  const kinds = new Map<unknown, readonly unknown[]>();
  for (const entry of data) {
    const { recommendations } = (entry ?? {}) as { recommendations?: unknown };
    if (!Array.isArray(recommendations)) continue;
    for (const { id, severity, category } of recommendations) kinds.set(id, [severity, category]);
  }
  if (kinds.size === 0) return null;
  const levels = wanted.filter((kind) => severities.includes(kind));
  const areas = wanted.filter((kind) => categories.includes(kind));
  const found = items.flatMap((item, index) => {
    const [severity, category] = kinds.get(item.id) ?? [];
    const fits =
      (levels.length === 0 || levels.includes(String(severity))) &&
      (areas.length === 0 || areas.includes(String(category)));
    return fits ? [{ item, place: index + 1 }] : [];
  });
  return { kind: wanted.join(' and '), found };
}
