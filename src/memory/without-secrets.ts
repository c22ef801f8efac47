import { secretShapes } from '../code/index.ts';
import { redact } from '../llm/index.ts';
import type { Metadata, NewEntry } from './entry.ts';

const hidden = '[secret]';
const everywhere = secretShapes.map(([, shape]) => new RegExp(shape, `${shape.flags.replace('g', '')}g`));
/** Shapes that are told from other text only where a whole text is theirs to spoil: the tokens of chat services, keys of a telephone service. */
const tokens = [
  /\b\d{8,10}:[\w-]{33,36}\b/g,
  /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,38}\b/g,
  /\bSK[0-9a-f]{32}\b/g,
];
/** The password of an address: `postgres://user:password@host`. */
const inAddress = /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/gi;
/** A password that a sentence or an assignment gives: `password = hunter22`, `AWS_SECRET_ACCESS_KEY=…`, `the token is abc…`. */
const spoken =
  /((?<![\w-])[\w-]{0,60}(?:password|passwd|passphrase|pwd|secret|token|session[ _-]?id|(?:api|access|account|private|secret)[ _-]?key)\b["']?\s*(?:=|:|\bis\b)\s*["']?)(?=[^\s"']*[\d!#$%^&*+=?@])([^\s"']{6,})/gi;

/** What is to be kept, without what looks like a key, a token or a password, and whether something was taken out. */
export function withoutSecrets<Entry extends Pick<NewEntry, 'text'> & { metadata: Metadata }>(
  entry: Entry,
): { entry: Entry; found: boolean } {
  const text = cleaned(entry.text);
  let found = text !== entry.text;
  const metadata: Metadata = {};
  for (const [name, value] of Object.entries(entry.metadata)) {
    const clean = typeof value === 'string' ? cleaned(value) : value;
    // The name may be what gives it away: `password`, `apiKey`.
    const isNamed = typeof value !== 'boolean' && clean === value && looksSecret(`${name}=${value}`);
    if (isNamed || clean !== value) found = true;
    metadata[name] = isNamed ? hidden : clean;
  }
  return { entry: { ...entry, text, metadata }, found };
}

/** Whether a text holds what looks like a secret. */
export function looksSecret(text: string): boolean {
  return cleaned(text) !== text;
}

function cleaned(text: string): string {
  let clean = redact(text);
  for (const shape of [...everywhere, ...tokens]) clean = clean.replace(shape, hidden);
  return clean.replace(inAddress, `$1${hidden}`).replace(spoken, `$1${hidden}`);
}
