/** Files mended on disk: what `opsmith review --fix` does. */
import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { InterruptedError, toError } from '../../errors/index.ts';
import type { Ruleset } from '../custom/ruleset.ts';
import { patchedName } from '../recommend.ts';
import type { Finding, FixLevel, LanguageName } from '../types.ts';
import { type Change, type MendedSource, mendSource } from './mend-source.ts';
import { replaceFile } from './replace-file.ts';
import { markOfBytes } from './text-form.ts';
import { patchOf } from './unified-diff.ts';

export interface FileToFix {
  /** As it was named; relative paths start from `directory`. */
  path: string;
  language: LanguageName;
  /** What may be mended in it. */
  findings: readonly Finding[];
}

export interface FixFilesOptions {
  directory: string;
  /** Nothing outside of this folder is written, nor read. */
  workspace: string;
  /** Whether files are changed, or only said how they would be. */
  write: boolean;
  levels: readonly FixLevel[];
  /** The workspace's own rules and settings. */
  ruleset?: Ruleset | undefined;
  signal?: AbortSignal | undefined;
  /** Called for each file when it is done. */
  onFile?: ((file: FixedFile) => void) | undefined;
}

/** What became of a file. */
export interface FixedFile {
  path: string;
  changes: Change[];
  /** A unified diff from the file as it was to the file as it is, or would be; empty where nothing changed. */
  patch: string;
  /** Whether the file on disk was changed. */
  written: boolean;
  /** Mends that could not be made together with the others. */
  left: MendedSource['left'];
  /** Why the file stays as it is, though there was something to mend. */
  refused?: string;
}

/**
 * Mends files, one after the other, each until nothing is left to mend in it. A file that can't be mended is told of in its place, and
 * the rest goes on.
 *
 * @throws InterruptedError between two files when the signal fires; files that are done stay done
 */
export async function fixFiles(files: readonly FileToFix[], options: FixFilesOptions): Promise<FixedFile[]> {
  const fixed: FixedFile[] = [];
  for (const file of files) {
    if (options.signal?.aborted) throw new InterruptedError();
    if (!file.findings.some(({ fix }) => fix !== undefined && options.levels.includes(fix))) continue;
    const outcome = await fixFile(file, options);
    fixed.push(outcome);
    options.onFile?.(outcome);
  }
  return fixed;
}

async function fixFile(file: FileToFix, options: FixFilesOptions): Promise<FixedFile> {
  const { path, language, findings } = file;
  const refuse = (refused: string): FixedFile => ({
    path,
    changes: [],
    patch: '',
    written: false,
    left: [],
    refused,
  });
  try {
    const real = realpathSync(resolve(options.directory, path));
    const workspace = realpathSync(options.workspace);
    if (!isInside(workspace, real)) return refuse(`it lies outside of ${options.workspace}`);
    const bytes = readFileSync(real);
    const mark = markOfBytes(bytes);
    if (mark === null)
      return refuse('its text is not UTF-8 with line feeds, which is all that a patch can say');
    const source = bytes.toString('utf8').slice(mark.length);
    const { levels, ruleset } = options;
    const own = ruleset === undefined ? undefined : { ruleset, absolute: real };
    const mended = await mendSource({ source, mark, path, language, levels, wanted: findings, own });
    const { text, changes, hunks, left } = mended;
    const key = relative(workspace, real).split(sep).join('/');
    const outcome = { path, changes, patch: patchOf(patchedName(key), hunks), left };
    if (!options.write || text === source) return { ...outcome, written: false };
    return replaceFile(real, bytes, Buffer.from(mark + text)) === 'replaced'
      ? { ...outcome, written: true }
      : refuse('it was changed while it was being mended; review it again');
  } catch (thrown) {
    return refuse(reasonOf(thrown));
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function reasonOf(thrown: unknown): string {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'it is gone';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'permission to write it is denied';
  if (code === 'ENOSPC') return 'there is no room on the disk';
  return toError(thrown).message;
}
