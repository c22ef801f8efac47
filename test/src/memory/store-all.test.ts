import { expect, it } from 'vitest';
import { createLexicalEmbedder, type NewEntry, openMemory } from '../../../src/memory/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { createRandom } from '../../../src/train/index.ts';

const words = 'the queue retries failed payments billing cache token webhook schema drops partial rows'.split(
  ' ',
);

/** Entries of which many repeat a key, a text, or a text but for a filling word. */
function entriesWithRepeats(count: number): NewEntry[] {
  const random = createRandom(7);
  const pick = (most: number) => Math.floor(random.next() * most);
  const texts: string[] = [];
  return Array.from({ length: count }, (_, at) => {
    const before = texts[pick(texts.length)];
    const text =
      before !== undefined && at % 3 === 0
        ? at % 2 === 0
          ? before
          : `the ${before}`
        : Array.from({ length: 12 }, () => words[pick(words.length)]).join(' ') +
          (at % 5 === 0 ? ` ${at}` : '');
    texts.push(text);
    return {
      namespace: at % 4 === 0 ? 'one' : 'two',
      key: `key-${pick(count)}`,
      text,
      metadata: { parity: at % 2 },
    };
  });
}

async function open() {
  const store = await openStore({ path: ':memory:' });
  return openMemory({
    store,
    openEmbedder: async () => createLexicalEmbedder(),
    now: () => new Date('2026-11-21T12:00:00Z'),
  });
}

it('leaves the same behind, and says the same, whether entries are kept together or one by one', async () => {
  const entries = entriesWithRepeats(260);
  const together = await open();
  const single = await open();
  const said = await together.storeAll(entries);
  const saidSingly = [];
  for (const entry of entries) saidSingly.push(await single.store(entry));
  expect(said).toEqual(saidSingly);
  expect(said.filter(({ mergedWith }) => mergedWith.length > 0).length).toBeGreaterThan(10);
  expect(said.filter(({ outcome }) => outcome === 'replaced').length).toBeGreaterThan(10);
  const all = { limit: 1_000 };
  expect(await together.list(all)).toEqual(await single.list(all));
  for (const query of ['billing webhook', 'retries failed payments', 'schema drops partial rows'])
    for (const filter of [{}, { parity: 1 }] as Record<string, number>[])
      expect(await together.search({ query, by: 'words', filter })).toEqual(
        await single.search({ query, by: 'words', filter }),
      );
  await Promise.all([together.close(), single.close()]);
});

it('keeps nothing of a batch in which one entry cannot be kept', async () => {
  const memory = await open();
  const batch = [
    { namespace: 'notes', key: 'good', text: 'a text' },
    { namespace: 'notes', key: 'bad', text: ' ' },
  ];
  await expect(memory.storeAll(batch)).rejects.toThrow('text must not be empty');
  expect(await memory.namespaces()).toEqual([]);
  await memory.close();
});
