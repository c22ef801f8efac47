import type { Migration } from 'kysely/migration';
import { firstTables } from './001-first-tables.ts';
import { experiments } from './002-experiments.ts';
import { registry } from './003-registry.ts';
import { learning } from './004-learning.ts';
import { knowledge } from './005-knowledge.ts';
import { memory } from './006-memory.ts';
import { knowledgeReader } from './007-knowledge-reader.ts';

/** All migrations by name, in the order they are applied. A migration that has been released never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-first-tables': firstTables,
  '002-experiments': experiments,
  '003-registry': registry,
  '004-learning': learning,
  '005-knowledge': knowledge,
  '006-memory': memory,
  '007-knowledge-reader': knowledgeReader,
};
