import { createRequire } from 'node:module';
import { aTurn } from '../../turns/index.ts';

/**
 * Loads DuckDB, first its native part and then what is written around it, with a turn between: both at once hold the event loop twice as long. What is
 * there already costs nothing.
 *
 * @throws what the loader throws where the machine has no such native part
 */
export async function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  const own = createRequire(import.meta.url);
  // Only the library itself knows where its native part lies.
  createRequire(own.resolve('@duckdb/node-api'))('@duckdb/node-bindings');
  await aTurn();
  return import('@duckdb/node-api');
}
