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
  /\bGOCSPX-[\w-]{20,}/g,
  /\bgl(?:rt|dt|ptt|ft|soat|cbt|imt|agent)-[\w-]{20,}/g,
  /\bxapp-\d-[A-Z0-9]{6,}-\d+-[0-9a-f]{32,}/g,
  /\b[sr]k_test_[0-9A-Za-z]{16,}\b/g,
  /\bwhsec_[\w+/=-]{20,}/g,
  /\bkey-[0-9a-f]{32}\b/g,
  /\b[0-9a-f]{32}-us\d{1,2}\b/g,
  /\bhv[sbr]\.[\w-]{24,}/g,
  /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}/g,
  /\bdckr_[op]at_[\w-]{20,}/g,
  /\b(?:secret|ntn)_[A-Za-z0-9]{40,}\b/g,
  /\bNRAK-[A-Z0-9]{20,}\b/g,
  /\bgl(?:sa|c)_[\w+/=-]{32,}/g,
  /\bdapi[0-9a-f]{32}\b/g,
  /\bEAA(?:A[\w-]{50,}|[A-Za-z0-9]{80,})/g,
  /\bsq0[a-z]{3}-[\w-]{22,}/g,
  /\bpul-[0-9a-f]{40}\b/g,
  /\bPMAK-[0-9a-f]{24}-[0-9a-f]{30,}\b/g,
];
/** Where a command or an address has one: `curl -u name:password`, `mysql -ppassword`, `?sig=…` of a shared address. */
const inCommands = [
  /(\s(?:-u|--user)[\s=]+[^\s:]{1,100}:)[^\s"']{4,200}/g,
  /(\bmysql\w{0,10}\s(?:[^\n]{0,200}\s)?-p)[^\s-][^\s]{3,100}/g,
  /([?&]sig=)[\w%+/=-]{8,200}/g,
  /(\bdocker\s+login\s(?:[^\n]{0,200}\s)?(?:-p|--password)[\s=]+)[^\s-]\S{3,200}/g,
  /(\blogin\s+\S{1,100}\s+password\s+)\S{4,200}/g,
  /(\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/)[\w-]{40,}/g,
];
/** The password of an address: `postgres://user:password@host`. */
const inAddress = /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/gi;
/** What stands in the place of a secret and is none: a variable, a placeholder, stars. */
const stoodIn = String.raw`(?!\$[({A-Z_]|\{\{|<|%[({]|(?:process|import\.meta)\.env\b|os\.(?:environ|getenv))(?=[^\s"']*[\p{L}\d])`;
/** A password that a sentence or an assignment gives: `password = hunter22`, `AWS_SECRET_ACCESS_KEY=…`, `the token is abc…`. */
const spoken = new RegExp(
  String.raw`((?<![\w-])[\w-]{0,60}(?:password|passwd|passphrase|passwort|kennwort|contraseña|senha|mot de passe|[_-]pass|pwd|secret|token|session[ _-]?id|(?:api|access|account|private|secret)[ _-]?key)(?![\w])["']?\s*(?:=|:|\b(?:is|ist|lautet|est|es)\b|é(?=\s))\s*["']?)${stoodIn}(?=[^\s"']*[\d!#$%^&*+=?@])([^\s"']{6,})`,
  'giu',
);
/** A variable of the environment, whose value is what it is: `DB_PASSWORD=correcthorse`. */
const ofEnvironment = new RegExp(
  String.raw`((?<![\w-])[A-Z][A-Z\d_]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN)=["']?)${stoodIn}(?!(?:true|false|none|null|undefined)\b)([^\s"'.(]{8,})(?![.(])`,
  'gu',
);
/** Keys that sign or encipher, by their names; the value is too mixed for a word. */
const namedKey =
  /((?<![\w-])[\w-]{0,40}(?:encryption|signing|signature|master|webhook|hmac|jwt|cookie|session|licen[cs]e|deploy|auth|client|server)[ _-]?key["']?\s*[:=]\s*["']?)(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])([\w+/-]{20,}={0,2})/gi;
/** A name and a password in base64, as registries of packages and images keep them. */
const keptLogin = /(\b_?auth["']?\s*[:=]\s*["']?)([A-Za-z0-9+/]{10,}={0,2})/gi;

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
  clean = clean.replace(spoken, (whole, before: string, value: string) =>
    isNameOfCode(before, value) ? whole : before + hidden,
  );
  for (const shape of [inAddress, ofEnvironment, namedKey, ...inCommands])
    clean = clean.replace(shape, `$1${hidden}`);
  return clean.replace(keptLogin, (whole, before: string, value: string) =>
    /^[\x21-\x7e]+:[\x20-\x7e]+$/.test(Buffer.from(value, 'base64').toString('latin1'))
      ? before + hidden
      : whole,
  );
}

/**
 * Whether what follows `token:` is the name of something in a program: words with capitals and at most one digit, as in `token: ChevronLeft2`. People choose
 * passwords so, and no service its tokens: it holds for tokens alone.
 */
function isNameOfCode(before: string, value: string): boolean {
  return /^[tT]oken:\s*$/.test(before) && /^(?:[A-Z][a-z]{2,}){2,}\d?[,;)}\]]*$/.test(value);
}
