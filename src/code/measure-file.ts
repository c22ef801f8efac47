/** A file read, decoded and analysed: what a worker does with each path. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { toError } from '../errors/index.ts';
import { type Analysis, analyzeTree } from './analyze.ts';
import { forgetText } from './code-units.ts';
import { activeRulesFor } from './custom/active-rules-for.ts';
import type { Ruleset } from './custom/ruleset.ts';
import { detectLanguage } from './detect-language.ts';
import type { EncodedAnalysis, FileStamp } from './encoded-analysis.ts';
import type { FoundFile, SkipCode, SkippedPath } from './find-files.ts';
import { markOfBytes } from './fixes/text-form.ts';
import type { Judging } from './judging.ts';
import { loadLanguage } from './language.ts';
import type { Omission } from './omission.ts';
import { decodeSource, largestFileBytes, tooLarge } from './source-text.ts';
import { TreeBuffer } from './tree-buffer.ts';
import type { LanguageName } from './types.ts';

/** What became of a file: measured, or skipped with the reason; null for a file in a folder that is no code. */
export type FileOutcome = MeasuredOutcome | { skipped: SkippedPath } | null;

export interface MeasuredOutcome {
  analysis: Analysis;
  /** What the file was when it was read; null where its content came from elsewhere. */
  stamp: FileStamp | null;
  /** SHA-256 of its bytes, where a cache will want it. */
  sha: string | null;
  /** The analysis as text and bytes, where it came from another thread. */
  encoded?: EncodedAnalysis;
  /** Whether a cache knew it. */
  isKnown?: boolean;
}

/** How files are measured, the same for all of them. */
export interface MeasureFileOptions {
  /** For all files; found out when left out. */
  language?: LanguageName | undefined;
  /** Whether findings are wanted, with their patches; yes by default. */
  findings?: boolean | undefined;
  /** What is not worked out at all; nothing by default. */
  without?: readonly Omission[] | undefined;
  /** A workspace's own rules, metrics and settings. */
  ruleset?: Ruleset | undefined;
  /** Whether the bytes' hash is wanted. */
  hashed?: boolean | undefined;
}

/** Bigger buffers are given back after use: one generated file must not hold a gigabyte until the end. */
const keptNodes = 4_000_000;
let buffer = new TreeBuffer();

/** Measures one file. Never throws: what goes wrong with a file is its outcome. */
export async function measureFile(file: FoundFile, options: MeasureFileOptions = {}): Promise<FileOutcome> {
  const outcome = await measureOrLeave(file, { ...options, leaves: false });
  return outcome === 'left' ? null : outcome;
}

/** What a thread says of a file that it leaves to another one, or its outcome. */
export type OutcomeOrLeft = FileOutcome | 'left';

/**
 * Measures one file, unless it `leaves` what it has no parser for: of a language that is parsed directly, one file in hundreds needs
 * tree-sitter, and loading that costs a thread as much as a hundred files do.
 */
export async function measureOrLeave(
  file: FoundFile,
  {
    language,
    findings = true,
    without = [],
    ruleset,
    hashed = false,
    leaves,
  }: MeasureFileOptions & { leaves: boolean },
): Promise<OutcomeOrLeft> {
  const skip = (code: SkipCode, reason: string): FileOutcome => ({
    skipped: { path: file.path, code, reason },
  });
  const read =
    file.content === undefined
      ? readSource(file.absolute, { isBrief: !hashed && without.includes('findings') })
      : { bytes: Buffer.from(file.content), stamp: null };
  if ('code' in read) return skip(read.code, read.reason);
  const { bytes, stamp } = read;
  const decoded = decodeSource(bytes);
  if ('refused' in decoded)
    return file.named || decoded.refused === 'too-large' ? skip(decoded.refused, decoded.reason) : null;
  try {
    const name = language ?? (await detectLanguage({ path: file.path, source: decoded.text }));
    if (name === null) {
      return file.named
        ? skip(
            'language-unknown',
            "its language can't be told from its name or content; say which it is (commands take --language)",
          )
        : null;
    }
    const loaded = await loadLanguage(name);
    const isJudged = !without.includes('findings');
    const judging = isJudged ? await loadJudging() : undefined;
    const active = speaks(ruleset, isJudged)
      ? await activeRulesFor(ruleset, loaded, file.absolute)
      : undefined;
    const work = (): Analysis => {
      // Rules, clones and a workspace's own metrics look at lines; all else asks for the lines of functions alone.
      buffer.wantsLines = isJudged || active !== undefined || !without.includes('clones');
      loaded.parser.parseInto(decoded.text, buffer);
      const patched = findings && isJudged ? { mark: markOfBytes(bytes) } : undefined;
      return analyzeTree({
        path: file.path,
        tree: buffer,
        language: loaded,
        judging,
        patched,
        active,
        without,
      });
    };
    const analysis = leaves ? loaded.parser.attempt(work) : await loaded.parser.complete(work);
    if (analysis === null) return 'left';
    analysis.file.errors.unshift(...decoded.errors);
    const sha = hashed ? hashOf(bytes) : null;
    return { analysis, stamp, sha };
  } catch (thrown) {
    return skip('failed', toError(thrown).message);
  } finally {
    buffer.source = '';
    forgetText();
    if (buffer.capacity > keptNodes) buffer = new TreeBuffer();
  }
}

/** SHA-256; the module is loaded only here, since that takes longer than a file to measure. */
function hashOf(bytes: Buffer): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(bytes).digest('hex');
}

let loadedJudging: Judging | undefined;

async function loadJudging(): Promise<Judging> {
  loadedJudging ??= await import('./judging.ts');
  return loadedJudging;
}

/** Whether a workspace's own rules or metrics have something to say. */
function speaks(ruleset: Ruleset | undefined, isJudged: boolean): boolean {
  return ruleset !== undefined && (isJudged || ruleset.metrics.length > 0);
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
