import { secretShapes } from '../code/index.ts';
import { redact } from '../llm/index.ts';
import type { Metadata, NewEntry } from './entry.ts';

const hidden = '[secret]';
const everywhere = secretShapes.map(([, shape]) => new RegExp(shape, `${shape.flags.replace('g', '')}g`));
/** A password that a sentence or an assignment gives: `password = hunter22`, `the token is abc…`. */
const spoken =
  /(\b(?:password|passwd|passphrase|pwd|secret|token|api[ _-]?key|access[ _-]?key)\b["']?\s*(?:=|:|\bis\b)\s*["']?)(?=[^\s"']*[\d!#$%^&*+=?@])([^\s"']{6,})/gi;

/** What is to be kept, without what looks like a key, a token or a password, and whether something was taken out. */
export function withoutSecrets<Entry extends Pick<NewEntry, 'text'> & { metadata: Metadata }>(
  entry: Entry,
): { entry: Entry; found: boolean } {
  const text = cleaned(entry.text);
  let found = text !== entry.text;
  const metadata: Metadata = {};
  for (const [name, value] of Object.entries(entry.metadata)) {
    const clean = typeof value === 'string' ? cleaned(value) : value;
    if (clean !== value) found = true;
    metadata[name] = clean;
  }
  return { entry: { ...entry, text, metadata }, found };
}

/** Whether a text holds what looks like a secret. */
export function looksSecret(text: string): boolean {
  return cleaned(text) !== text;
}

function cleaned(text: string): string {
  let clean = redact(text);
  for (const shape of everywhere) clean = clean.replace(shape, hidden);
  return clean.replace(spoken, `$1${hidden}`);
}
