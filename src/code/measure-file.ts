/** A file read, decoded and analysed: what a worker does with each path. */
import { toError } from '../errors/index.ts';
import { type Analysis, analyzeTree } from './analyze.ts';
import { forgetText } from './code-units.ts';
import { activeRulesFor } from './custom/active-rules-for.ts';
import type { Ruleset } from './custom/ruleset.ts';
import { type PackedTree, unpackTree } from './direct/packed-trees.ts';
import type { EncodedAnalysis, FileStamp } from './encoded-analysis.ts';
import type { FoundFile, SkippedPath } from './find-files.ts';
import { markOfBytes } from './fixes/text-form.ts';
import type { Judging } from './judging.ts';
import { loadLanguage } from './language.ts';
import type { Omission } from './omission.ts';
import { type FileText, readFileText, skip } from './read-file-text.ts';
import { untilNextTurn } from './take-turns.ts';
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
  const read = await readFileText(file, {
    language,
    isBrief: !hashed && without.includes('findings'),
  });
  if (read === null || 'skipped' in read) return read;
  const { bytes, text, stamp } = read;
  try {
    const loaded = await loadLanguage(read.language);
    const isJudged = !without.includes('findings');
    const judging = isJudged ? await loadJudging() : undefined;
    const active = speaks(ruleset, isJudged)
      ? await activeRulesFor(ruleset, loaded, file.absolute)
      : undefined;
    const work = (): Analysis => {
      // Rules, clones and a workspace's own metrics look at lines; all else asks for the lines of functions alone.
      buffer.wantsLines = isJudged || active !== undefined || !without.includes('clones');
      loaded.parser.parseInto(text, buffer);
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
    analysis.file.errors.unshift(...read.errors);
    const sha = hashed ? hashOf(bytes) : null;
    return { analysis, stamp, sha };
  } catch (thrown) {
    return skip(file, 'failed', toError(thrown).message);
  } finally {
    forget();
  }
}

/** A text that another thread has parsed, all but its tree. */
export type ParsedText = Pick<FileText, 'text' | 'language' | 'errors' | 'stamp'>;

/** Measures a parsed text, as `measureOrLeave` does by itself; not what rules, clones or a workspace would say of it. */
export async function measureParsed(
  file: FoundFile,
  { text, language, errors, stamp }: ParsedText,
  { blocks, tree }: { blocks: readonly ArrayBuffer[]; tree: PackedTree },
): Promise<FileOutcome> {
  try {
    const loaded = await loadLanguage(language);
    const analysis = analyzeTree({
      path: file.path,
      tree: unpackTree(blocks, tree, text, loaded.parser.grammar),
      language: loaded,
      without: ['findings', 'clones'],
    });
    analysis.file.errors.unshift(...errors);
    return { analysis, stamp, sha: null };
  } catch (thrown) {
    return skip(file, 'failed', toError(thrown).message);
  } finally {
    forgetText();
  }
}

/** Lets go of what one file took. */
function forget(): void {
  buffer.source = '';
  forgetText();
  if (buffer.capacity > keptNodes) buffer = new TreeBuffer();
}

/** SHA-256; the module is loaded only here, since that takes longer than a file to measure. */
function hashOf(bytes: Buffer): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(bytes).digest('hex');
}

let loadedJudging: Judging | undefined;

async function loadJudging(): Promise<Judging> {
  if (loadedJudging === undefined) {
    loadedJudging = await import('./judging.ts');
    // To load them and to ask them for the first time are two stretches of the event loop.
    await untilNextTurn();
  }
  return loadedJudging;
}

/** Whether a workspace's own rules or metrics have something to say. */
function speaks(ruleset: Ruleset | undefined, isJudged: boolean): boolean {
  return ruleset !== undefined && (isJudged || ruleset.metrics.length > 0);
}
