// A process that keeps and searches in the memory of the store given; test/src/memory/two-processes.test.ts starts several.
import { createLexicalEmbedder, openMemory } from '../../../src/memory/index.ts';
import { openStore } from '../../../src/store/index.ts';

const [path, name, count] = process.argv.slice(2) as [string, string, string];
const store = await openStore({ path });
const memory = openMemory({ store, openEmbedder: async () => createLexicalEmbedder() });
for (let at = 0; at < Number(count); at += 1) {
  await memory.store({ namespace: 'notes', key: `${name}-${at}`, text: `${name} keeps entry number ${at}` });
  await memory.search({ query: `${name} entry ${at}` });
}
await memory.close();
await store.close();
