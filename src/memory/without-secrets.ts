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
  /\b(?:dop|doo|dor)_v1_[0-9a-f]{64}\b/g,
  /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/g,
  /\bATATT3[\w=-]{20,}/g,
  /\blin_api_\w{30,}/g,
  /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}\b/gi,
];
/** Where a command or an address has one: `curl -u name:password`, `mysql -ppassword`, `?sig=…` of a shared address. */
const inCommands = [
  /(\s(?:-u|--user)[\s=]+[^\s:]{1,100}:)[^\s"']{4,200}/g,
  /(\bmysql\w{0,10}\s(?:[^\n]{0,200}\s)?-p)[^\s-][^\s]{3,100}/g,
  /([?&]sig=)[\w%+/=-]{8,200}/g,
];
/** The password of an address: `postgres://user:password@host`. */
const inAddress = /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/gi;
/** A password that a sentence or an assignment gives: `password = hunter22`, `AWS_SECRET_ACCESS_KEY=…`, `the token is abc…`. */
const spoken =
  /((?<![\w-])[\w-]{0,60}(?:password|passwd|passphrase|[_-]pass|pwd|secret|token|session[ _-]?id|(?:api|access|account|private|secret)[ _-]?key)\b["']?\s*(?:=|:|\bis\b)\s*["']?)(?=[^\s"']*[\d!#$%^&*+=?@])([^\s"']{6,})/gi;

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
  for (const shape of [inAddress, spoken, ...inCommands]) clean = clean.replace(shape, `$1${hidden}`);
  return clean;
}
