const hidden = '[secret]';

/** Where a program reads a key from the environment: it names the variable and holds no key. */
const ofEnvironment = String.raw`(?:(?:process|import\.meta|Bun|Deno)\.env(?:\.[A-Za-z_]\w*)?|os\.(?:environ(?:\.get)?|getenv)|System\.getenv)(?!\.?[\w~+/-])`;
/** A name of a person or an account in an address, which may stand there alone. What is longer or mixed with digits may be a token. */
const userName = String.raw`(?=[^@]{1,24}@)[A-Z]?[a-z]+(?:[._-][A-Z]?[a-z]+)*\d{0,4}@`;

/** Shapes of keys and tokens as services issue them; and whatever follows a word that says it is one. */
const shapes: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\b(sk|pk|rk)-[A-Za-z0-9_-]{12,}/g, hidden],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, hidden],
  [/\bya29\.[A-Za-z0-9_-]{10,}/g, hidden],
  [/\b(ghp|gho|ghs|ghu|github_pat|glpat|xox[abprs]|hf)[_-][A-Za-z0-9_-]{12,}/g, hidden],
  [/\bAKIA[A-Z0-9]{12,}/g, hidden],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/g, hidden],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [/([?&](?:key|api[_-]?key|token|access_token|signature)=)[^&\s"']+/gi, `$1${hidden}`],
  [
    new RegExp(
      String.raw`(\b[aA][pP][iI][_-]?[kK][eE][yY]\b["']?\s*[:=]\s*["']?)(?!${ofEnvironment})[A-Za-z0-9._~+/-]{12,}`,
      'g',
    ),
    `$1${hidden}`,
  ],
  [
    new RegExp(String.raw`([hH][tT][tT][pP][sS]?:\/\/)(?!${userName})[^/\s:@]+(?::[^/\s@]*)?@`, 'g'),
    `$1${hidden}@`,
  ],
];

/** The text without the given secrets and without whatever looks like a key, a token or a password in a URL. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  // Very short "secrets" are placeholders of local servers ("x", "none"), and would blank ordinary words.
  for (const secret of secrets) if (secret.length >= 6) clean = clean.replaceAll(secret, hidden);
  for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement);
  return clean;
}

/** Whether the text holds something that must not be kept. */
export function holdsSecret(text: string, secrets: readonly string[] = []): boolean {
  return redact(text, secrets) !== text;
}
