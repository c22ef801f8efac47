import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { InputError, StorageError, toError } from '../errors/index.ts';
import { makeFolder } from '../host/index.ts';
import { fingerprintFile } from './fingerprint.ts';
import type { Artifact } from './record.ts';

/** What an artifact is given under, and whether its content is kept. */
export interface ArtifactRequest {
  /** Path below the run's folder, with `/`. */
  name: string;
  /** A file, or a folder with all files in it. */
  source: string;
  /** Folder of the run. */
  folder: string;
  /** False: the file stays where it is. */
  copies: boolean;
}

/**
 * Keeps files for a run: copies them under another name, and renames when all is written, so that nothing is ever there by half.
 * @throws InputError `bad-name`, `no-such-file`; StorageError `disk-full`, `artifact-unwritable`
 */
export async function keepArtifact(request: ArtifactRequest): Promise<Artifact[]> {
  const { name, source, folder, copies } = request;
  const target = resolve(folder, name);
  if (name === '' || !target.startsWith(resolve(folder) + sep) || name.includes('\0'))
    throw new InputError(
      'bad-name',
      `An artifact can't be kept as ${JSON.stringify(name)}: it would lie outside its run.`,
    );
  const files = await filesOf(resolve(source));
  const at = new Date().toISOString();
  if (!copies) {
    const found: Artifact[] = [];
    for (const path of files.paths)
      found.push({
        name: join(name, relative(files.root, path)),
        path,
        isCopy: false,
        at,
        ...(await fingerprintFile(path)),
      });
    return found;
  }
  const waiting = join(folder, `.writing-${randomBytes(6).toString('hex')}`);
  try {
    makeFolder(folder);
    const copied: Artifact[] = [];
    for (const path of files.paths) {
      const below = relative(files.root, path);
      const to = join(waiting, below);
      makeFolder(dirname(to));
      const facts = await copyFile(path, below === '' ? `${waiting}` : to);
      copied.push({ name: join(name, below), path: join(target, below), isCopy: true, at, ...facts });
    }
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(waiting, target);
    return copied;
  } catch (thrown) {
    await rm(waiting, { recursive: true, force: true }).catch(() => {
      // What went wrong first is what is told.
    });
    throw toArtifactError(thrown, { name, folder });
  }
}

/** The files of a path, itself if it is one; links are not followed out of a folder. */
async function filesOf(source: string): Promise<{ root: string; paths: string[] }> {
  const facts = await stat(source).catch((thrown) => {
    throw new InputError('no-such-file', `There is no file ${source} to keep as an artifact.`, {
      cause: thrown,
    });
  });
  if (facts.isFile()) return { root: source, paths: [source] };
  if (!facts.isDirectory())
    throw new InputError(
      'no-such-file',
      `${source} is neither a file nor a folder, and can't be kept as an artifact.`,
    );
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return {
    root: source,
    paths: entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  };
}

async function copyFile(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(to, 'wx');
  try {
    for await (const piece of createReadStream(from, { highWaterMark: 1024 * 1024 })) {
      hash.update(piece as Buffer);
      bytes += (piece as Buffer).length;
      // A disk that is nearly full takes a part and says so only at the next piece.
      for (let done = 0; done < (piece as Buffer).length; )
        done += (await file.write(piece as Buffer, done)).bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

function toArtifactError(thrown: unknown, { name, folder }: { name: string; folder: string }): Error {
  if (thrown instanceof InputError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  if (fullDisk.has(code))
    return new StorageError(
      'disk-full',
      `The disk that holds ${folder} is full: the artifact "${name}" was not kept, and nothing of it is left there. Free some space and try again.`,
      { cause: thrown, details: { name, folder } },
    );
  return new StorageError(
    'artifact-unwritable',
    `The artifact "${name}" can't be kept in ${folder} (${toError(thrown).message}).`,
    { cause: thrown, details: { name, folder } },
  );
}
