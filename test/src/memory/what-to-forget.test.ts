import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLexicalEmbedder, type Memory, openMemory } from '../../../src/memory/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

let store: Store;
let memory: Memory;
let moment = new Date('2026-03-01T12:00:00Z');

beforeEach(async () => {
  moment = new Date('2026-03-01T12:00:00Z');
  store = await openStore({ path: ':memory:' });
  memory = openMemory({ store, openEmbedder: async () => createLexicalEmbedder(), now: () => moment });
});

afterEach(async () => {
  await memory.close();
  await store.close();
});

const keep = (key: string, text: string, more: object = {}) =>
  memory.store({ namespace: 'notes', key, text, ...more });
const meant = async (query: Parameters<Memory['whatToForget']>[0]) =>
  (await memory.whatToForget(query)).map(({ key }) => key).sort();

describe('what is meant by what it is about', () => {
  it('has every telling word, in its text, its key or its metadata', async () => {
    await keep('a', 'the staging server of ACME runs on port 8080');
    await keep('acme-contract', 'renewed in March, staging is left out');
    await keep('c', 'their staging area', { metadata: { customer: 'Acme' } });
    await keep('d', 'staging runs on port 9090');
    await keep('e', 'acme pays by invoice');
    expect(await meant({ about: 'what you have on the staging of acme' })).toEqual([
      'a',
      'acme-contract',
      'c',
    ]);
  });

  it('is looked for in all namespaces, or in one', async () => {
    await keep('a', 'acme is a customer');
    await memory.store({ namespace: 'conversations', key: 'b', text: 'who is acme?' });
    expect(await meant({ about: 'acme' })).toEqual(['a', 'b']);
    expect(await meant({ about: 'acme', namespace: 'conversations' })).toEqual(['b']);
    expect(await meant({ namespace: 'notes' })).toEqual(['a']);
  });

  it('takes identifiers apart, and words of any script as they are', async () => {
    await keep('a', 'retryPolicy of fetchOrders is three');
    await keep('b', 'die Übungsdaten liegen im Keller');
    expect(await meant({ about: 'retry policies' })).toEqual(['a']);
    expect(await meant({ about: 'übungsdaten' })).toEqual(['b']);
  });

  it('has with it what says nearly the same, so that nothing takes its place', async () => {
    const text =
      'the nightly export of orders to the customer runs at four in the morning and takes an hour on';
    await keep('a', `${text} acme`);
    await keep('b', `${text} saturdays acme`);
    await keep('c', `${text} acme`);
    expect(await meant({ about: 'acme export' })).toEqual(['a', 'b', 'c']);
    await memory.forgetSeen(await memory.whatToForget({ about: 'acme export' }));
    expect((await memory.search({ query: 'nightly export' })).hits).toEqual([]);
  });

  it('is nothing where nothing says so, however near', async () => {
    await keep('a', 'staging runs on port 8080');
    expect(await meant({ about: 'production port' })).toEqual([]);
    expect(await meant({ about: '" OR staging' })).toEqual(['a']);
  });

  it('must name something', async () => {
    await keep('a', 'x');
    await expect(memory.whatToForget({ about: 'all of that' })).rejects.toMatchObject({
      code: 'nothing-named',
    });
    await expect(memory.whatToForget({})).rejects.toMatchObject({ code: 'nothing-named' });
    await expect(memory.whatToForget({ namespace: 'note', about: 'x' })).rejects.toMatchObject({
      code: 'unknown-namespace',
    });
    await expect(memory.whatToForget({ namespace: 'notes', keys: ['b'] })).rejects.toMatchObject({
      code: 'unknown-memory',
    });
  });
});

describe('forgetting what was seen', () => {
  it('leaves what was changed since, and says which', async () => {
    await keep('a', 'acme pays by invoice');
    await keep('b', 'acme is in Graz');
    const seen = await memory.whatToForget({ about: 'acme' });
    moment = new Date('2026-03-01T12:01:00Z');
    await keep('b', 'acme is in Linz');
    const { forgotten, left } = await memory.forgetSeen(seen);
    expect(forgotten).toBe(1);
    expect(left).toEqual([expect.objectContaining({ key: 'b' })]);
    expect((await memory.list()).map(({ key }) => key)).toEqual(['b']);
    expect((await memory.search({ query: 'acme invoice' })).hits.map(({ key }) => key)).toEqual(['b']);
  });
});
