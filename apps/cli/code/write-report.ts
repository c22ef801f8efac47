import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError, toError } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';
import { inChunks } from './in-chunks.ts';

/** A text, its pieces, or the bytes of it. */
type ReportText = string | Iterable<string> | readonly Uint8Array[];

/**
 * Whether a report can be written there, asked before the review is paid for.
 * @throws InputError `cannot-write`
 */
export function checkReport({ cwd }: Pick<CliContext, 'cwd'>, file: string): void {
  const named = resolve(cwd, file);
  try {
    const stats = statSync(named, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw new Error('it is a folder');
    if (stats?.isFile() !== false) accessSync(dirname(named), constants.W_OK);
  } catch (thrown) {
    throw cannotWrite(file, named, thrown);
  }
}

/**
 * Writes a report whole or not at all: beside its place first, then moved there, so that nobody reads half of one. What is no plain file (a pipe,
 * `/dev/stdout`) is written to as it is.
 * @throws InputError `cannot-write`
 */
export function writeReport({ cwd }: Pick<CliContext, 'cwd'>, file: string, text: ReportText): void {
  const named = resolve(cwd, file);
  try {
    const stats = statSync(named, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw new Error('it is a folder');
    if (stats !== undefined && !stats.isFile()) {
      writeChunks(named, 'w', text);
      return;
    }
    const isLink = lstatSync(named, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    const target = isLink && stats !== undefined ? realpathSync(named) : named;
    replace(target, text, stats?.mode);
  } catch (thrown) {
    throw cannotWrite(file, named, thrown);
  }
}

function replace(target: string, text: ReportText, mode = 0o666): void {
  const aside = `${target}.${process.pid}.tmp`;
  try {
    writeChunks(aside, 'wx', text, mode & 0o777);
    renameSync(aside, target);
  } catch (thrown) {
    rmSync(aside, { force: true });
    throw thrown;
  }
}

function writeChunks(path: string, flag: 'w' | 'wx', text: ReportText, mode?: number): void {
  const descriptor = openSync(path, flag, mode);
  try {
    for (const chunk of isBytes(text) ? text : inChunks(text)) writeFileSync(descriptor, chunk);
  } finally {
    closeSync(descriptor);
  }
}

function isBytes(text: ReportText): text is readonly Uint8Array[] {
  return Array.isArray(text) && text[0] instanceof Uint8Array;
}

function cannotWrite(file: string, named: string, thrown: unknown): InputError {
  const message = `Nothing can be written to ${file}: ${reasonOf(thrown, named)}.`;
  return new InputError('cannot-write', message, { cause: thrown });
}

function reasonOf(thrown: unknown, named: string): string {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `there is no folder ${dirname(named)}`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'permission is denied';
  if (code === 'ENOSPC') return 'the disk is full';
  return toError(thrown).message;
}
