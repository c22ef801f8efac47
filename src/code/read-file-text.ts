/** A file's text, and the language that it is in: what measuring it begins with. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { toError } from '../errors/index.ts';
import { detectLanguage, languagesByName } from './detect-language.ts';
import type { FileStamp } from './encoded-analysis.ts';
import type { FoundFile, SkipCode, SkippedPath } from './find-files.ts';
import { decodeSource, largestFileBytes, tooLarge } from './source-text.ts';
import type { LanguageName, ParseError } from './types.ts';

export interface FileText {
  /** As the file has it; gone when the next brief one is read. */
  bytes: Buffer;
  text: string;
  language: LanguageName;
  /** What was wrong with the bytes. */
  errors: ParseError[];
  /** What the file was when it was read; null where its content came from elsewhere. */
  stamp: FileStamp | null;
}

/** Why a file is not measured. */
export function skip({ path }: FoundFile, code: SkipCode, reason: string): { skipped: SkippedPath } {
  return { skipped: { path, code, reason } };
}

/** The text of a file; why it is not measured, or null for one in a folder that is no code. Never throws. */
export async function readFileText(
  file: FoundFile,
  { language, isBrief }: { language: LanguageName | undefined; isBrief: boolean },
): Promise<FileText | { skipped: SkippedPath } | null> {
  const read =
    file.content === undefined
      ? readSource(file.absolute, { isBrief })
      : { bytes: Buffer.from(file.content), stamp: null };
  if ('code' in read) return skip(file, read.code, read.reason);
  const { bytes, stamp } = read;
  const decoded = decodeSource(bytes);
  if ('refused' in decoded) {
    // One that is called like code and is none was meant, as far as anybody can tell.
    const isMissed = file.named || decoded.refused === 'too-large' || languagesByName(file.path).length > 0;
    return isMissed ? skip(file, decoded.refused, decoded.reason) : null;
  }
  const { text, errors } = decoded;
  try {
    const name = language ?? (await detectLanguage({ path: file.path, source: text }));
    if (name !== null) return { bytes, text, language: name, errors, stamp };
  } catch (thrown) {
    return skip(file, 'failed', toError(thrown).message);
  }
  return file.named
    ? skip(
        file,
        'language-unknown',
        "its language can't be told from its name or content; say which it is (commands take --language)",
      )
    : null;
}

/**
 * A file's bytes, or why there are none. Brief ones are gone when the next file is read: thousands of buffers would be so much outside of V8's heap
 * that it looked for garbage.
 */
export function readSource(
  absolute: string,
  { isBrief = false } = {},
): { bytes: Buffer; stamp: FileStamp } | { code: SkipCode; reason: string } {
  try {
    const descriptor = openSync(absolute, 'r');
    try {
      const readAtMs = Date.now();
      const { size, mtimeMs, ctimeMs, ino } = fstatSync(descriptor);
      if (size > largestFileBytes) return { code: 'too-large', reason: tooLarge(size) };
      return { bytes: readAll(descriptor, size, isBrief), stamp: { size, mtimeMs, ctimeMs, ino, readAtMs } };
    } finally {
      closeSync(descriptor);
    }
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { code: 'missing', reason: 'there is no such file or folder' };
    if (code === 'EACCES' || code === 'EPERM')
      return { code: 'unreadable', reason: 'permission to read it is denied' };
    return { code: 'unreadable', reason: `it can't be read (${code ?? toError(thrown).message})` };
  }
}

/** Longer files have a buffer of their own. */
const briefBytes = 256 * 1024;
let brief: Buffer | undefined;

/** What stands in a file of this size, in one read where it is as it says; devices and growing files are read to their end. */
function readAll(descriptor: number, size: number, isBrief: boolean): Buffer {
  if (size === 0) return readFileSync(descriptor);
  let bytes: Buffer;
  if (isBrief && size < briefBytes) {
    brief ??= Buffer.allocUnsafe(briefBytes);
    bytes = brief;
  } else {
    bytes = Buffer.allocUnsafe(size + 1);
  }
  const count = readSync(descriptor, bytes, 0, size + 1, 0);
  return count === size ? bytes.subarray(0, size) : readFileSync(descriptor);
}
