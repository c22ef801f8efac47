import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { writeAtomically } from '../artifacts/write-atomically.ts';
import type { ModelVersion } from '../model-version.ts';
import type { RegistryContext } from '../registry-context.ts';
import { type ExportedVersion, exportedName, sumsName } from './exported.ts';
import { tarEnd, tarHeader, tarPadding } from './tar.ts';

/**
 * Writes a version with its files as one tar file, each file checked while it is read. What is encrypted at rest is not encrypted there.
 *
 * @throws StorageError `artifact-damaged`, `artifact-missing`, `disk-full`: then there is no file
 */
export async function exportVersion(
  { blobs }: RegistryContext,
  version: ModelVersion,
  file: string,
): Promise<{ bytes: number }> {
  const { artifact, model, record, metrics, run, gitCommit, registeredAt, registeredBy, notes } = version;
  const about: ExportedVersion = {
    format: 'opsmith-model-export',
    version: 1,
    model,
    modelVersion: version.version,
    artifact: { sha256: artifact.sha256, files: artifact.files },
    record: { ...record },
    metrics: { ...metrics },
    run,
    gitCommit,
    registeredAt,
    registeredBy,
    notes,
  };
  let bytes = 0;
  await writeAtomically(file, async (handle) => {
    const sums: string[] = [];
    const text = Buffer.from(`${JSON.stringify(about, null, 2)}\n`);
    sums.push(sumLine(text, exportedName));
    bytes += await writeEntry(handle, exportedName, text.length, [text]);
    const sizes = new Map(artifact.files.map(({ sha256, bytes: size }) => [sha256, size]));
    for (const [sha256, size] of sizes) {
      const name = `files/${sha256}`;
      sums.push(`${sha256}  ${name}`);
      bytes += await writeEntry(handle, name, size, blobs.read(sha256));
    }
    const last = Buffer.from(`${sums.join('\n')}\n`);
    bytes += await writeEntry(handle, sumsName, last.length, [last]);
    await handle.writeFile(tarEnd);
    bytes += tarEnd.length;
  });
  return { bytes };
}

function sumLine(contents: Buffer, name: string): string {
  return `${createHash('sha256').update(contents).digest('hex')}  ${name}`;
}

async function writeEntry(
  handle: FileHandle,
  name: string,
  bytes: number,
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<number> {
  const header = tarHeader(name, bytes);
  await handle.writeFile(header);
  for await (const piece of pieces) await handle.writeFile(piece);
  const padding = tarPadding(bytes);
  await handle.writeFile(padding);
  return header.length + bytes + padding.length;
}
