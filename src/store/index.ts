/** The state of record: runs, their events and effects, recommendations, and the tables of the model ledger. SQLite in WAL mode. */
export type { EffectKey, Effects } from './effects.ts';
export type { EventStore } from './event-store.ts';
export type { OpenStoreOptions, Store } from './open-store.ts';
export { openStore } from './open-store.ts';
export type { RecommendationStore, StorableRecommendation } from './recommendation-store.ts';
export type { RepeatRunOptions } from './repeat-run.ts';
export { repeatRun, storeForm } from './repeat-run.ts';
export { newRunId } from './run-id.ts';
export { isAlive, thisProcess } from './run-owner.ts';
export type { RunRecord, RunState, RunStore } from './run-store.ts';
export type { Database } from './schema.ts';
export { settleLog } from './settle-log.ts';
export { diskFullError, toStorageError } from './storage-error.ts';
export { useLog } from './use-log.ts';
export { createWriteQueue, type WriteQueue } from './write-queue.ts';
