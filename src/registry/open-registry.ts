import { join, resolve } from 'node:path';
import { type AuditEntry, type AuditLog, type GateDecision, openAuditLog } from '../govern/index.ts';
import type { Store } from '../store/index.ts';
import { createBlobStore } from './artifacts/blob-store.ts';
import { type OpenedFolder, openFolder } from './artifacts/open-folder.ts';
import { deleteVersion } from './delete-version.ts';
import { tagVersion, type VersionTag } from './git/tag-version.ts';
import { type Lineage, type LineageDirection, readLineage } from './lineage/lineage.ts';
import type { ModelVersion, Stage } from './model-version.ts';
import { type PruneOptions, type PruneReport, prune } from './prune.ts';
import { findVersion, modelNames, readVersions, refuseUnless, type VersionFilter } from './read-versions.ts';
import { type Registration, register } from './register.ts';
import { alreadyDone, type Doing, guarded, type RegistryContext, write } from './registry-context.ts';
import { removeAlias, setAlias } from './stages/aliases.ts';
import { type Approval, approvalsOf, approve } from './stages/approvals.ts';
import {
  changeStage,
  inStage,
  rollBack,
  type StageOutcome,
  type StageRequest,
} from './stages/change-stage.ts';
import { foldHistory, type ModelState, previousLive } from './stages/live-at.ts';
import { exportVersion } from './transfer/export-version.ts';
import { type ImportOptions, importVersion } from './transfer/import-version.ts';
import { type FilesReport, verifyFiles } from './verify-files.ts';

export interface OpenRegistryOptions {
  store: Store;
  /** Folder of the registry's files; made with the first model. */
  folder: string;
  /** 32 bytes for AES-256-GCM: what is registered from now on is encrypted at rest. */
  key?: Buffer | undefined;
  clock?: () => Date;
}

/** A version whose files lie in a folder, each checked against its SHA-256 just now. */
export interface ResolvedModel extends OpenedFolder {
  version: ModelVersion;
}

/**
 * Models with their versions. Any number of processes may use one registry at once. A `reference` is `NAME` (the version in production, or the
 * latest where none is), `NAME@1.4.0`, `NAME@1` (the highest that begins so), `NAME@production`, `NAME@latest` or `NAME@ALIAS`; what names nothing throws
 * InputError `bad-reference`, `unknown-model`, `unknown-version` or `no-such-stage`, which name what is near and what there is.
 */
export interface Registry {
  /** The log of what was done and decided. */
  readonly audit: AuditLog;
  /**
   * Registers a version: all of it, or nothing.
   * @throws InputError `bad-model-name`, `bad-version`, `version-exists`, `artifact-…`; StorageError `disk-full`
   */
  register(registration: Registration): Promise<ModelVersion>;
  get(reference: string): Promise<ModelVersion>;
  /** Versions by model, the newest of each first. */
  list(filter?: VersionFilter): Promise<ModelVersion[]>;
  /** The names of all models. */
  names(): Promise<string[]>;
  /** The version in production, or null. */
  live(name: string): Promise<ModelVersion | null>;
  /**
   * A version's files, checked.
   * @throws StorageError `artifact-damaged`, `artifact-missing`; InputError `artifact-key-missing`, `artifact-key-wrong`
   */
  resolve(reference: string): Promise<ResolvedModel>;
  /** Writes a decision of the gates into the log, and gives its number there. */
  recordDecision(decision: GateDecision, doing: Doing): Promise<number>;
  /** The decision that an effect wrote, or null. */
  recordedDecision(effect: Doing['effect']): Promise<{ entry: number; decision: GateDecision } | null>;
  /** Puts a version into a stage, without asking any gates. @throws InputError `already-in-stage`, `registry-changed` */
  changeStage(request: StageRequest): Promise<StageOutcome>;
  /**
   * Back to the version that was live before, to one that is named and was live at some time, or (null, or where none was before) to none.
   * @throws InputError `nothing-to-roll-back-to`, `never-in-production`, `already-in-stage`, `registry-changed`
   */
  rollBack(request: Doing & { name: string; version?: string | null | undefined }): Promise<StageOutcome>;
  /** The version that `rollBack` goes to when none is named; null: there is none, and it takes out of production what is there. */
  previous(name: string): Promise<string | null>;
  /** Gives an alias to a version; another version loses it. @throws InputError `bad-alias` */
  setAlias(request: Doing & { reference: string; alias: string }): ReturnType<typeof setAlias>;
  /** @throws InputError `unknown-alias` */
  removeAlias(request: Doing & { name: string; alias: string }): ReturnType<typeof removeAlias>;
  approve(
    request: Doing & { reference: string; stage: Stage; withdraw?: boolean },
  ): ReturnType<typeof approve>;
  /** The approvals of a version that stand. */
  approvals(reference: string): Promise<Approval[]>;
  /** @throws InputError `version-in-use` */
  delete(request: Doing & { reference: string }): ReturnType<typeof deleteVersion>;
  /** Everything that happened to a model, the oldest first. */
  history(name: string): Promise<AuditEntry[]>;
  /** What stood where at a moment, since when and why. */
  at(name: string, time: Date): Promise<ModelState>;
  /** What a thing came from and what came of it: a version by its reference, or `data:…`, `features:…`, `run:…`, `decision:…`. */
  lineage(of: string, direction: LineageDirection): Promise<Lineage>;
  /** Makes an annotated Git tag. @throws InputError `not-a-repository`, `missing-commit`, `tag-exists`, `git-…` */
  tag(request: Doing & { reference: string; repository: string }): Promise<VersionTag>;
  /** Writes a version as one tar file. @throws StorageError `artifact-damaged`, `disk-full` */
  export(reference: string, file: string): Promise<{ version: ModelVersion; bytes: number }>;
  /** @throws InputError `export-damaged`, `export-missing`, `version-exists` */
  import(options: ImportOptions): Promise<{ version: ModelVersion; isNew: boolean }>;
  /** Reads every file of a version, a model or all, against its hash. */
  verify(filter?: VersionFilter): Promise<FilesReport>;
  prune(options: PruneOptions): Promise<PruneReport>;
}

/** Opens a registry on a store and a folder. */
export function openRegistry(options: OpenRegistryOptions): Registry {
  const { store, key, clock = () => new Date() } = options;
  const { database } = store;
  const folder = resolve(options.folder);
  const context: RegistryContext = {
    store,
    folder,
    clock,
    isEncrypted: key !== undefined,
    blobs: createBlobStore({ folder: join(folder, 'blobs'), key }),
    audit: openAuditLog({ store, anchorFile: join(folder, 'audit-head.json'), clock }),
  };
  const { audit } = context;
  const read = <T>(work: () => Promise<T>) => guarded(store, work);
  const ofReference = async (reference: string) => {
    const [version] = await readVersions(database, await findVersion(database, reference));
    return version!;
  };
  const stateOf = async (name: string, until?: Date) => {
    await refuseUnless(database, name);
    const entries = await audit.list({ model: name });
    return foldHistory(entries.filter(({ at }) => until === undefined || Date.parse(at) <= until.getTime()));
  };
  return {
    audit,
    async register(registration) {
      const { model, version } = await register(context, registration);
      return read(() => ofReference(`${model}@${version}`));
    },
    get: (reference) => read(() => ofReference(reference)),
    list: (filter) =>
      read(async () => {
        if (filter?.model !== undefined) await refuseUnless(database, filter.model);
        return readVersions(database, filter);
      }),
    names: () => read(() => modelNames(database)),
    live: (name) =>
      read(async () => {
        await refuseUnless(database, name);
        const version = await inStage(database, name, 'production');
        return version === null ? null : ofReference(`${name}@${version}`);
      }),
    async resolve(reference) {
      const version = await read(() => ofReference(reference));
      return { version, ...(await openFolder(context, version.artifact)) };
    },
    recordDecision: (decision, { actor, reason, effect }) =>
      read(() =>
        write(context, effect, async (transaction) => {
          const { model, version, ...body } = decision;
          const entry = await audit.append(transaction, {
            actor,
            kind: 'gate-decision',
            model,
            version,
            body: { ...body, ...(reason && { reason }) },
          });
          return entry.seq;
        }),
      ),
    recordedDecision: (effect) =>
      read(async () => {
        const seq = await alreadyDone<number>(context, effect);
        if (seq === undefined) return null;
        const [entry] = await audit.list({ after: seq - 1, until: seq });
        const { model, version, body } = entry!;
        const { reason: _, ...decision } = body;
        return { entry: seq, decision: { ...decision, model, version } as unknown as GateDecision };
      }),
    changeStage: (request) => read(() => changeStage(context, request)),
    rollBack: (request) => read(() => rollBack(context, request)),
    previous: (name) => read(async () => previousLive(await stateOf(name))),
    setAlias: (request) => read(() => setAlias(context, request)),
    removeAlias: (request) => read(() => removeAlias(context, request)),
    approve: (request) => read(() => approve(context, request)),
    approvals: (reference) => read(async () => approvalsOf(audit, await findVersion(database, reference))),
    delete: (request) => read(() => deleteVersion(context, request)),
    history: (name) =>
      read(async () => {
        await refuseUnless(database, name);
        return audit.list({ model: name });
      }),
    at: (name, time) => read(() => stateOf(name, time)),
    lineage: (of, direction) =>
      read(async () => {
        if (/^(?:data|features|run|decision):/.test(of)) return readLineage(database, of, direction);
        const { model, version } = await findVersion(database, of.replace(/^model:/, ''));
        return readLineage(database, `model:${model}@${version}`, direction);
      }),
    async tag({ reference, repository, ...doing }) {
      const version = await read(() => ofReference(reference));
      const tag = await tagVersion(repository, version, await audit.head());
      if (tag.isNew)
        await write(context, doing.effect, (transaction) =>
          audit.append(transaction, {
            actor: doing.actor,
            kind: 'tagged',
            model: version.model,
            version: version.version,
            body: { tag: tag.name, commit: tag.commit },
          }),
        );
      return tag;
    },
    async export(reference, file) {
      const version = await read(() => ofReference(reference));
      return { version, ...(await exportVersion(context, version, resolve(file))) };
    },
    async import(request) {
      const { model, version, isNew } = await importVersion(context, request);
      return { version: await read(() => ofReference(`${model}@${version}`)), isNew };
    },
    verify: (filter) => read(() => verifyFiles(context, filter)),
    prune: (request) => read(() => prune(context, request)),
  };
}
