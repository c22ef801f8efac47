import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../errors/index.ts';
import { makeFolder } from '../../host/index.ts';
import { artifactOf } from '../artifacts/manifest.ts';
import { temporaryPrefix, writingFailed } from '../artifacts/write-atomically.ts';
import { readVersions } from '../read-versions.ts';
import { register } from '../register.ts';
import type { Doing, RegistryContext } from '../registry-context.ts';
import { ExportedVersion, exportedName, sumsName } from './exported.ts';
import { blockBytes, exportDamaged, readTarHeader, tarEnd } from './tar.ts';

export interface ImportOptions extends Doing {
  file: string;
  /** In place of the name that it was exported with. */
  name?: string | undefined;
  /** In place of the number that it was exported with. */
  version?: string | undefined;
}

/**
 * Registers what `exportVersion` wrote, after every byte of it was checked. What is here already with the same files is left as it is.
 *
 * @throws InputError `export-damaged`, `export-missing`, `version-exists`, and what `register` throws
 */
export async function importVersion(
  context: RegistryContext,
  { file, name, version, ...doing }: ImportOptions,
): Promise<{ model: string; version: string; isNew: boolean }> {
  makeFolder(context.folder, 0o700);
  const temporary = await mkdtemp(join(context.folder, temporaryPrefix));
  try {
    const about = await unpackExport(file, temporary);
    const target = { model: name ?? about.model, version: version ?? about.modelVersion };
    const [known] = await readVersions(context.store.database, target);
    if (known !== undefined && known.artifact.sha256 === about.artifact.sha256)
      return { ...target, isNew: false };
    const registered = await register(context, {
      ...doing,
      reason:
        doing.reason ??
        `imported; exported as ${about.model}@${about.modelVersion}, which ${about.registeredBy} registered`,
      name: target.model,
      version: target.version,
      folder: join(temporary, 'model'),
      record: about.record,
      metrics: about.metrics,
      run: about.run,
      gitCommit: about.gitCommit,
      notes: about.notes,
    });
    return { ...registered, isNew: true };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Writes the files of an export under `model/` of a folder, checked, and says what it is an export of. */
async function unpackExport(file: string, folder: string): Promise<ExportedVersion> {
  const entries = await readEntries(file);
  let about: ExportedVersion;
  try {
    about = ExportedVersion.parse(JSON.parse(entries.about.toString('utf8')));
  } catch (thrown) {
    throw exportDamaged(file, `its ${exportedName} is not readable`, thrown);
  }
  if (artifactOf(about.artifact.files).sha256 !== about.artifact.sha256)
    throw exportDamaged(file, 'its list of files does not have its SHA-256');
  const handle = await open(file, 'r');
  try {
    for (const { path, sha256, bytes } of about.artifact.files) {
      const entry = entries.files.get(sha256);
      if (entry === undefined || entry.bytes !== bytes) throw exportDamaged(file, `${path} is missing in it`);
      const target = join(folder, 'model', path);
      makeFolder(dirname(target), 0o700);
      try {
        await writeFile(target, piecesOf(handle, entry));
      } catch (thrown) {
        throw writingFailed(thrown, target);
      }
    }
  } finally {
    await handle.close();
  }
  return about;
}

interface Entry {
  /** Where its contents begin in the file. */
  at: number;
  bytes: number;
}

/** All entries, each with the hash that `SHA256SUMS` has for it, and nothing before, between or after them. */
async function readEntries(file: string): Promise<{ about: Buffer; files: Map<string, Entry> }> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (thrown) {
    throw new InputError(
      'export-missing',
      `${file} cannot be opened (${(thrown as NodeJS.ErrnoException).code}). Give a file that \`opsmith models export\` wrote.`,
      { cause: thrown, details: { path: file } },
    );
  }
  try {
    const { size } = await handle.stat();
    const sums: string[] = [];
    const files = new Map<string, Entry>();
    let about: Buffer | null = null;
    for (let at = 0; ; ) {
      const header = await readExactly(handle, at, blockBytes, file);
      const { name, bytes } = readTarHeader(header, file);
      const entry = { at: at + blockBytes, bytes };
      const padded = Math.ceil(bytes / blockBytes) * blockBytes;
      at = entry.at + padded;
      if (at > size) throw exportDamaged(file, 'it was cut short');
      const padding = await readExactly(handle, entry.at + bytes, padded - bytes, file);
      if (padding.some((byte) => byte !== 0))
        throw exportDamaged(file, 'there is something between its files');
      if (name === sumsName) {
        const said = await readExactly(handle, entry.at, bytes, file);
        const rest = await readExactly(handle, at, size - at, file);
        if (said.toString('utf8') !== `${sums.join('\n')}\n`)
          throw exportDamaged(file, `its files do not have the hashes in ${sumsName}`);
        if (about === null || !rest.equals(tarEnd)) throw exportDamaged(file, 'it does not end as it should');
        return { about, files };
      }
      const hash = createHash('sha256');
      for await (const piece of piecesOf(handle, entry)) hash.update(piece);
      const sha256 = hash.digest('hex');
      sums.push(`${sha256}  ${name}`);
      if (name === exportedName) about = await readExactly(handle, entry.at, bytes, file);
      else files.set(sha256, entry);
    }
  } finally {
    await handle.close();
  }
}

async function readExactly(handle: FileHandle, at: number, bytes: number, file: string): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, at);
  if (bytesRead !== bytes) throw exportDamaged(file, 'it was cut short');
  return buffer;
}

async function* piecesOf(handle: FileHandle, { at, bytes }: Entry): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes; ) {
    const piece = Buffer.alloc(Math.min(1 << 20, bytes - done));
    const { bytesRead } = await handle.read(piece, 0, piece.length, at + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
