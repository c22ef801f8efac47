import { readFileSync } from 'node:fs';
import { InputError } from '../../errors/index.ts';

/** The variable that holds the key, before any file. */
export const keyVariable = 'OPSMITH_REGISTRY_KEY';

/**
 * The key that artifacts are encrypted with: 32 bytes as 64 hexadecimal digits or in base64, from the variable, else from a file; undefined where there is neither.
 *
 * @throws InputError `registry-key-invalid`, `registry-key-unreadable`; neither shows the key
 */
export function readRegistryKey({
  env,
  file,
}: {
  env: Readonly<Record<string, string | undefined>>;
  file: string | null;
}): Buffer | undefined {
  const given = env[keyVariable];
  if (given !== undefined && given !== '') return parseKey(given, keyVariable);
  if (file === null) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new InputError(
      'registry-key-unreadable',
      `The registry's key cannot be read from ${file} (${(thrown as NodeJS.ErrnoException).code}). registry.keyFile names that file.`,
      { cause: thrown, details: { path: file } },
    );
  }
  return parseKey(text, file);
}

function parseKey(text: string, from: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : fromBase64(trimmed);
  if (key?.length === 32) return key;
  throw new InputError(
    'registry-key-invalid',
    `The registry's key in ${from} is not one of 32 bytes, as 64 hexadecimal digits or in base64. \`openssl rand -hex 32\` makes one.`,
    { details: { from } },
  );
}

function fromBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null;
}
