/** What opsmith remembers: texts by namespace and key in the database, their vectors in LanceDB beside it. */
export { type MemoryBenchmark, measureMemory } from './benchmark.ts';
export type { Embedder } from './embedders/embedder.ts';
export type { PulledEncoder } from './embedders/encoder/pull-encoder.ts';
export { createLexicalEmbedder } from './embedders/lexical.ts';
export { openEmbedder } from './embedders/open-embedder.ts';
export type { MemoryEntry, Metadata, NewEntry } from './entry.ts';
export type { Kept, ListOptions } from './entry-store.ts';
export type { Memory, MemoryStats, OpenMemoryOptions } from './open-memory.ts';
export { openMemory } from './open-memory.ts';
export { openProjectMemory } from './project-memory.ts';
export type { MemoryAnswer, MemoryHit, SearchOptions } from './search.ts';
export { loadLance } from './vectors/lance.ts';
export type { VectorState } from './vectors/vector-index.ts';

/** Fetches the sentence encoder that is known; what unpacks it is loaded for who needs it. @throws ProviderError, InputError */
export async function pullEncoder(
  options: Parameters<typeof import('./embedders/encoder/pull-encoder.ts').pullEncoder>[0],
) {
  return (await import('./embedders/encoder/pull-encoder.ts')).pullEncoder(options);
}
