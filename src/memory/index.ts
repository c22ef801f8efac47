/** What opsmith remembers: texts by namespace and key in the database, their vectors in LanceDB beside it. */
export { type MemoryBenchmark, measureMemory } from './benchmark.ts';
export type { Embedder } from './embedders/embedder.ts';
export { createLexicalEmbedder } from './embedders/lexical.ts';
export { openEmbedder } from './embedders/open-embedder.ts';
export type { MemoryEntry, Metadata, NewEntry } from './entry.ts';
export type { Kept, ListOptions } from './entry-store.ts';
export type { Memory, MemoryStats, OpenMemoryOptions } from './open-memory.ts';
export { openMemory } from './open-memory.ts';
export { openProjectMemory } from './project-memory.ts';
export type { MemoryAnswer, MemoryHit, SearchOptions } from './search.ts';
export type { VectorState } from './vectors/vector-index.ts';
