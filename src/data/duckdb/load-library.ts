import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { aTurn } from '../../turns/index.ts';

/**
 * Loads DuckDB with turns between: first its native part, then the hundred files that are written around it, in the order in which the library itself asks for
 * them. All at once hold the event loop for several times as long. What is there already costs nothing.
 *
 * @throws what the loader throws where the machine has no such native part
 */
export async function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  const entry = createRequire(import.meta.url).resolve('@duckdb/node-api');
  // Only the library itself knows where its native part lies.
  const own = createRequire(entry);
  own('@duckdb/node-bindings');
  await aTurn();
  for (const file of partsOf(entry, own)) {
    own(file);
    await aTurn();
  }
  return import('@duckdb/node-api');
}

/** What the library is made of, by the calls in the file that hands all of it out; nothing where it is written in another way. */
function partsOf(entry: string, own: NodeJS.Require): string[] {
  const calls = (file: string) =>
    [...readFileSync(file, 'utf8').matchAll(/\brequire\("(\.[^"]+)"\)/g)].map(([, name]) => name!);
  const [whole] = calls(entry);
  return whole === undefined ? [] : calls(own.resolve(whole));
}
