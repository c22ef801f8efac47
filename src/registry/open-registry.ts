import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openAuditLog } from '../govern/index.ts';
import type { Store } from '../store/index.ts';
import { createBlobStore } from './artifacts/blob-store.ts';
import { unpackArtifact, writeFiles } from './artifacts/unpack.ts';
import type { ModelVersion } from './model-version.ts';
import { findVersion, modelNames, readVersions, type VersionFilter } from './read-versions.ts';
import { type Registration, register } from './register.ts';
import { guarded, type RegistryContext } from './registry-context.ts';

export interface OpenRegistryOptions {
  store: Store;
  /** Folder of the registry's files; made with the first model. */
  folder: string;
  /** 32 bytes for AES-256-GCM: what is registered from now on is encrypted at rest. */
  key?: Buffer | undefined;
  clock?: () => Date;
}

/** A version whose files lie in a folder, each checked against its SHA-256 just now. */
export interface ResolvedModel {
  version: ModelVersion;
  /** Absolute; holds `model.json` and all else that was registered. Only to be read. */
  folder: string;
  /** To be called when the folder is not needed any more: what is encrypted at rest does not stay unpacked. */
  release(): Promise<void>;
}

/** Models with their versions. Any number of processes may use one registry at once. */
export interface Registry {
  /**
   * Registers a version: all of it, or nothing.
   * @throws InputError `bad-model-name`, `bad-version`, `version-exists`, `artifact-…`; StorageError `disk-full`
   */
  register(registration: Registration): Promise<ModelVersion>;
  /** A version by `NAME`, `NAME@1.4.0` or `NAME@ALIAS`. @throws InputError `unknown-model`, `unknown-version`, `no-such-stage` */
  get(reference: string): Promise<ModelVersion>;
  /** Versions by model, the newest of each first. */
  list(filter?: VersionFilter): Promise<ModelVersion[]>;
  /** The names of all models. */
  names(): Promise<string[]>;
  /**
   * A version's files, checked.
   * @throws what `get` does; StorageError `artifact-damaged`, `artifact-missing`; InputError `artifact-key-missing`, `artifact-key-wrong`
   */
  resolve(reference: string): Promise<ResolvedModel>;
}

/** Opens a registry on a store and a folder. */
export function openRegistry(options: OpenRegistryOptions): Registry {
  const { store, key, clock = () => new Date() } = options;
  const folder = resolve(options.folder);
  const context: RegistryContext = {
    store,
    folder,
    clock,
    isEncrypted: key !== undefined,
    blobs: createBlobStore({ folder: join(folder, 'blobs'), key }),
    audit: openAuditLog({ store, anchorFile: join(folder, 'audit-head.json'), clock }),
  };
  const registry: Registry = {
    async register(registration) {
      const { model, version } = await register(context, registration);
      return registry.get(`${model}@${version}`);
    },
    get: (reference) =>
      guarded(store, async () => {
        const [version] = await readVersions(store.database, await findVersion(store.database, reference));
        return version!;
      }),
    list: (filter) => guarded(store, () => readVersions(store.database, filter)),
    names: () => guarded(store, () => modelNames(store.database)),
    async resolve(reference) {
      const version = await registry.get(reference);
      if (!context.isEncrypted) {
        const unpacked = await unpackArtifact(version.artifact, join(folder, 'unpacked'), context.blobs);
        return { version, folder: unpacked, release: async () => {} };
      }
      const temporary = await mkdtemp(join(tmpdir(), 'opsmith-model-'));
      const release = () => rm(temporary, { recursive: true, force: true });
      try {
        await writeFiles(version.artifact, temporary, context.blobs);
      } catch (thrown) {
        await release();
        throw thrown;
      }
      return { version, folder: temporary, release };
    },
  };
  return registry;
}
