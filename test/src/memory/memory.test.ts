import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLexicalEmbedder, type Embedder, type Memory, openMemory } from '../../../src/memory/index.ts';
import { openVectorFolder } from '../../../src/memory/vectors/vector-table.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

let folder: string;
let store: Store;
let memory: Memory;
let moment = new Date('2026-03-01T12:00:00Z');

const open = (embedder: Embedder = createLexicalEmbedder()) =>
  openMemory({ store, openEmbedder: async () => embedder, now: () => moment });

beforeEach(async () => {
  moment = new Date('2026-03-01T12:00:00Z');
  folder = mkdtempSync(join(tmpdir(), 'opsmith-memory-'));
  store = await openStore({ path: join(folder, 'opsmith.db') });
  memory = open();
});

afterEach(async () => {
  await memory.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const note = (key: string, text: string, more: object = {}) =>
  memory.store({ namespace: 'notes', key, text, ...more });
const keys = async (query: string, more: object = {}) =>
  (await memory.search({ query, ...more })).hits.map(({ key }) => key);

describe('keeping and reading', () => {
  it('gives back what was kept, with who said it and when', async () => {
    await note('port', 'staging runs on port 8080', {
      metadata: { kind: 'fact', weight: 2 },
      source: 'trainer',
    });
    expect(await memory.get('notes', 'port')).toEqual({
      namespace: 'notes',
      key: 'port',
      text: 'staging runs on port 8080',
      metadata: { kind: 'fact', weight: 2 },
      source: 'trainer',
      run: null,
      createdAt: '2026-03-01T12:00:00.000Z',
      updatedAt: '2026-03-01T12:00:00.000Z',
      expiresAt: null,
      sameAs: null,
    });
  });

  it('replaces what is under the same key, and does nothing where nothing changed', async () => {
    expect((await note('port', 'staging runs on port 8080')).outcome).toBe('stored');
    expect((await note('port', 'staging runs on port 8080')).outcome).toBe('unchanged');
    expect((await note('port', 'production runs on port 443')).outcome).toBe('replaced');
    expect(await keys('staging')).toEqual([]);
    expect(await keys('production port')).toEqual(['port']);
  });

  it('names near keys and namespaces where there is none', async () => {
    await note('staging-port', 'staging runs on port 8080');
    await expect(memory.get('notes', 'staging-prot')).rejects.toMatchObject({
      code: 'unknown-memory',
      message: expect.stringContaining('Did you mean "staging-port"?'),
    });
    await expect(memory.search({ query: 'port', namespace: 'note' })).rejects.toMatchObject({
      code: 'unknown-namespace',
      message: expect.stringContaining('Did you mean "notes"?'),
    });
  });

  it.each([
    [{ text: ' \n' }, 'text must not be empty'],
    [{ text: 'x'.repeat(64_001) }, 'at most 64000 characters'],
    [{ namespace: "notes' OR 1=1" }, 'namespace must be'],
    [{ key: 'a\u0000b' }, 'key must hold no control characters'],
    [{ metadata: { 'a b': 1 } }, 'plain name'],
    [{ ttlSeconds: -1 }, 'ttlSeconds'],
  ])('refuses what cannot be kept: %j', async (wrong, message) => {
    const entry = { namespace: 'notes', key: 'k', text: 'a text', ...wrong };
    await expect(memory.store(entry)).rejects.toMatchObject({
      code: 'bad-entry',
      message: expect.stringContaining(message),
    });
    expect(await memory.list()).toEqual([]);
  });

  it('keeps no secrets', async () => {
    const kept = await note(
      'login',
      'log in with password: Tr0ub4dor&3 or ghp_abcdefghijklmnopqrstuvwxyz0123456789',
      {
        metadata: { hint: 'AKIAABCDEFGHIJKLMNOP' },
      },
    );
    expect(kept.hidSecrets).toBe(true);
    const { text, metadata } = await memory.get('notes', 'login');
    expect(text).toBe('log in with password: [secret] or [secret]');
    expect(metadata).toEqual({ hint: '[secret]' });
    const raw = await store.database.selectFrom('memory_facts').select('value').execute();
    expect(JSON.stringify(raw)).not.toContain('AKIA');
    await expect(note('sk-abcdefghijklmnopqrstuv', 'a key of its own')).rejects.toMatchObject({
      code: 'bad-entry',
    });
  });

  it.each([
    ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'AWS_SECRET_ACCESS_KEY=[secret]'],
    ['postgres://admin:hunter2secret@db.example.com/app', 'postgres://admin:[secret]@db.example.com/app'],
    ['AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1O==', 'AccountKey=[secret]'],
    ['sessionid=8f7d6e5c4b3a2918', 'sessionid=[secret]'],
    ['DB_PASS=s3cr3tValue9', 'DB_PASS=[secret]'],
    ['curl -u admin:Pa55w0rd! https://x', 'curl -u admin:[secret] https://x'],
    ['mysql -u root -psecretpw99 shop', 'mysql -u root -p[secret] shop'],
    [
      'https://a.blob.core.windows.net/c?se=1&sig=abc%2Bdef%3D',
      'https://a.blob.core.windows.net/c?se=1&sig=[secret]',
    ],
    [`shpat_${'0123456789abcdef'.repeat(2)}`, '[secret]'],
    [`dop_v1_${'0123456789abcdef'.repeat(4)}`, '[secret]'],
    ['mysql -u root -p shop; 12 of 14 pass: 86%', 'mysql -u root -p shop; 12 of 14 pass: 86%'],
    [`bot 110201543:${'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'}`, 'bot [secret]'],
    [
      'see http://localhost:8080/a@b, max_tokens: 4096000',
      'see http://localhost:8080/a@b, max_tokens: 4096000',
    ],
    ['publish with GOCSPX-abcdefghij0123456789abcd', 'publish with [secret]'],
    [`vault login hvs.${'aB3'.repeat(20)}`, 'vault login [secret]'],
    ['machine api.acme.io login bob password q9Wz7Lk2', 'machine api.acme.io login bob password [secret]'],
    ['docker login -u bob -p q9Wz7Lk2', 'docker login -u bob -p [secret]'],
    ['{"auth":"Ym9iOlJmdlJaOE83NWlqUm5x"}', '{"auth":"[secret]"}'],
    ['DB_PASSWORD=correcthorsebattery', 'DB_PASSWORD=[secret]'],
    ['das Passwort ist geheim2026!', 'das Passwort ist [secret]'],
    [`ENCRYPTION_KEY=${'0123456789abcdef'.repeat(4)}`, 'ENCRYPTION_KEY=[secret]'],
    ['auth: OAuth2Handler, then auth: SGFsbG8gV2VsdA==', 'auth: OAuth2Handler, then auth: SGFsbG8gV2VsdA=='],
    ['API_KEY=$API_KEY1 TOKEN={{ token1 }}', 'API_KEY=$API_KEY1 TOKEN={{ token1 }}'],
    ["password: '********'", "password: '********'"],
    ['{ token: ChevronLeft2, size: 3 }', '{ token: ChevronLeft2, size: 3 }'],
    ['apiKey: process.env.API_KEY', 'apiKey: process.env.API_KEY'],
    ['mirror http://builder@host/x', 'mirror http://builder@host/x'],
    ['token: "ChevronLeft2"', 'token: "[secret]"'],
    ['password: ChevronLeft2', 'password: [secret]'],
    ['access_token: ChevronLeft2', 'access_token: [secret]'],
    ['token: chevronleft2', 'token: [secret]'],
    ['token: ChevronLeft2024', 'token: [secret]'],
    ['token: aB3dE6gH9kLmN2', 'token: [secret]'],
    ['the token is ChevronLeft2', 'the token is [secret]'],
    ["secret = os.environ['SECRET1']", "secret = os.environ['SECRET1']"],
    [`commit ${'0123456789abcdef'.repeat(2)}01234567`, `commit ${'0123456789abcdef'.repeat(2)}01234567`],
  ])('takes out of a text what is secret, and no more: %s', async (text, kept) => {
    await note('k', text, { metadata: { password: 'hunter22', pin_secret: 12345678, note: text } });
    const entry = await memory.get('notes', 'k');
    expect(entry.text).toBe(kept);
    expect(entry.metadata).toEqual({ password: '[secret]', pin_secret: '[secret]', note: kept });
  });

  it('refuses a name that is a secret', async () => {
    await expect(note('k', 'a text', { metadata: { AKIAABCDEFGHIJKLMNOP: 1 } })).rejects.toMatchObject({
      code: 'bad-entry',
      message: expect.stringContaining('metadata'),
    });
    expect(await memory.list()).toEqual([]);
  });

  it('forgets keys, namespaces and what has had its time', async () => {
    await note('a', 'alpha word', { ttlSeconds: 60 });
    await note('b', 'beta word');
    await note('c', 'gamma word');
    expect(await keys('word')).toHaveLength(3);
    moment = new Date(moment.getTime() + 61_000);
    expect(await keys('word')).toHaveLength(2);
    await expect(memory.get('notes', 'a')).rejects.toMatchObject({ code: 'unknown-memory' });
    expect(await memory.forget('notes', ['b'])).toBe(1);
    expect(await keys('word')).toEqual(['c']);
    expect(await memory.forget('notes')).toBe(1);
    await expect(memory.forget('notes')).rejects.toMatchObject({ code: 'unknown-namespace' });
    const tables = ['memory_bands', 'memory_facts', 'memory_removed', 'memory_vectors'] as const;
    for (const table of tables)
      expect(await store.database.selectFrom(table).selectAll().execute()).toEqual([]);
    expect(readdirSync(join(folder, 'memory'))).toEqual([]);
  });

  it('lists the newest first, by beginning and metadata', async () => {
    await note('a-1', 'alpha', { metadata: { kind: 'x' } });
    await note('a-2', 'beta', { metadata: { kind: 'y' } });
    await note('b%1', 'gamma', { metadata: { kind: 'y' } });
    expect((await memory.list({ namespace: 'notes' })).map(({ key }) => key)).toEqual(['b%1', 'a-2', 'a-1']);
    expect((await memory.list({ prefix: 'a-' })).map(({ key }) => key)).toEqual(['a-2', 'a-1']);
    expect((await memory.list({ prefix: '%' })).map(({ key }) => key)).toEqual([]);
    expect((await memory.list({ filter: { kind: 'y' } })).map(({ key }) => key)).toEqual(['b%1', 'a-2']);
  });
});

describe('saying nearly the same twice', () => {
  const long = 'the billing service retries a failed payment five times with a growing wait between tries';

  it('is found once, as said last, and each key keeps its own words', async () => {
    await note('first', `${long}.`);
    expect((await note('second', `The ${long}`)).mergedWith).toEqual(['first']);
    const { hits } = await memory.search({ query: 'failed payment retries' });
    expect(hits.map(({ key, alsoAs }) => [key, alsoAs.map((each) => each.key)])).toEqual([
      ['second', ['first']],
    ]);
    expect(await memory.get('notes', 'first')).toMatchObject({ text: `${long}.`, sameAs: 'second' });
  });

  it('finds the older one again when the newer one is forgotten', async () => {
    await note('first', long);
    await note('second', `The ${long}!`);
    await memory.forget('notes', ['second']);
    expect(await keys('failed payment retries')).toEqual(['first']);
    expect(await keys('failed payment retries', { by: 'vectors' })).toEqual(['first']);
  });

  it('takes another number, or a "not", for something else', async () => {
    await note('five', `${long} 5`);
    expect((await note('six', `${long} 6`)).mergedWith).toEqual([]);
    await note('yes', 'people in the north may read the reports of all regions whenever they like to');
    expect(
      (await note('no', 'people in the north may not read the reports of all regions whenever they like to'))
        .mergedWith,
    ).toEqual([]);
  });
});

describe('searching', () => {
  beforeEach(async () => {
    await note('retry', 'the webhook handler retries five times', {
      metadata: { area: 'webhooks', rank: 1 },
    });
    await note('code', 'function parseHTTPHeader(rawText) { return rawText.split(":"); }', {
      metadata: { area: 'http' },
    });
    await note('tabs', 'we indent with tabs, not spaces', { metadata: { area: 'style', rank: 2 } });
  });

  it('finds by words, by parts of identifiers, and says what found it', async () => {
    const { hits, embedder, notes } = await memory.search({ query: 'how is the http header parsed?' });
    expect(hits[0]).toMatchObject({ key: 'code', wordsRank: 1, similarity: expect.any(Number) });
    expect(hits[0]!.score).toBeCloseTo(1, 5);
    expect(embedder).toBe('lexical');
    expect(notes).toEqual([]);
  });

  it('finds by either of the two alone', async () => {
    expect(await keys('indent tabs', { by: 'words' })).toEqual(['tabs']);
    // No whole word is common, but parts of words are.
    await note('factory', 'megawebhookhandler');
    expect(await keys('webhookhandlerfactory', { by: 'words' })).toEqual([]);
    expect((await keys('webhookhandlerfactory', { by: 'vectors' }))[0]).toBe('factory');
  });

  it('filters by metadata, by one namespace or all', async () => {
    await memory.store({
      namespace: 'other',
      key: 'o',
      text: 'retries are for other people',
      metadata: { rank: 1 },
    });
    expect((await keys('retries')).sort()).toEqual(['o', 'retry']);
    expect(await keys('retries', { namespace: 'other' })).toEqual(['o']);
    expect(await keys('retries tabs header', { filter: { rank: 2 } })).toEqual(['tabs']);
    expect(await keys('retries', { filter: { area: 'webhooks', rank: 1 } })).toEqual(['retry']);
    expect(await keys('retries', { filter: { area: "x' OR '1'='1" } })).toEqual([]);
  });

  it.each([
    '"',
    'AND OR NOT NEAR(',
    'space:x words:*',
    "'; drop table memory_entries; --",
    '%_*?[]{}',
    '🦊',
    '\ud800',
  ])('reads no query as a language: %s', async (query) => {
    await expect(memory.search({ query })).resolves.toMatchObject({ notes: [] });
    expect(await memory.list()).toHaveLength(3);
  });

  it('refuses an empty query and limits beyond reason', async () => {
    await expect(memory.search({ query: '  ' })).rejects.toMatchObject({ code: 'bad-search' });
    await expect(memory.search({ query: 'x', limit: 1_000 })).rejects.toMatchObject({ code: 'bad-search' });
    await expect(memory.search({ query: 'x', filter: { 'a b': 1 } })).rejects.toMatchObject({
      code: 'bad-filter',
    });
  });

  it('finds nothing rather than something that has nothing to do with it', async () => {
    expect(await keys('quarterly dividend')).toEqual([]);
  });
});

describe('vectors', () => {
  const vectors = () => join(folder, 'memory');

  it('are made again where their folder was deleted', async () => {
    await note('a', 'alpha words');
    await keys('alpha');
    rmSync(vectors(), { recursive: true });
    const answer = await memory.search({ query: 'alpha', by: 'vectors' });
    expect(answer.hits.map(({ key }) => key)).toEqual(['a']);
    expect(answer.notes).toEqual(['The vectors of notes were gone; they are made again from the texts.']);
  });

  it('are made again where their folder is damaged', async () => {
    await note('a', 'alpha words');
    await keys('alpha');
    await memory.close();
    const [table] = readdirSync(vectors());
    for (const file of readdirSync(join(vectors(), table!), { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.manifest')) writeFileSync(join(vectors(), table!, file), 'not what it was');
    memory = open();
    const answer = await memory.search({ query: 'alpha', by: 'vectors' });
    expect(answer.hits.map(({ key }) => key)).toEqual(['a']);
    expect(answer.notes[0]).toMatch(/^The vectors of notes (could not be read|were)/);
    expect((await memory.search({ query: 'alpha' })).notes).toEqual([]);
  });

  it.each([
    ['damaged', (file: string) => writeFileSync(file, 'not what it was')],
    ['missing', (file: string) => rmSync(file)],
  ])(
    'are made again where a file of the vectors themselves is %s, and that is said plainly',
    async (what, harm) => {
      await note('a', 'alpha words');
      await keys('alpha');
      await memory.close();
      const [table] = readdirSync(vectors());
      const data = join(vectors(), table!, 'data');
      for (const file of readdirSync(data)) harm(join(data, file));
      memory = open();
      const answer = await memory.search({ query: 'alpha', by: 'vectors' });
      expect(answer.hits.map(({ key }) => key)).toEqual(['a']);
      expect(answer.notes).toEqual([
        `The vectors of notes could not be read (a file of them is ${what}); they are made again from the texts.`,
      ]);
      expect((await memory.search({ query: 'alpha' })).notes).toEqual([]);
    },
  );

  it('of a newer version are left as they are, and the search goes by words and says so', async () => {
    await note('a', 'alpha words');
    await keys('alpha');
    await memory.close();
    const versions = join(vectors(), readdirSync(vectors())[0]!, '_versions');
    const manifests = readdirSync(versions)
      .filter((file) => file.endsWith('.manifest'))
      .map((file) => join(versions, file));
    for (const file of manifests) askForNewerReader(file);
    const before = manifests.map((file) => readFileSync(file));
    memory = open();
    const answer = await memory.search({ query: 'alpha' });
    expect(answer.hits.map(({ key }) => key)).toEqual(['a']);
    expect(answer.notes).toEqual([
      expect.stringMatching(/^Searched by words alone: .* a newer opsmith wrote/),
    ]);
    await expect(memory.reindex({ missing: true })).rejects.toMatchObject({ code: 'vectors-unreadable' });
    expect(manifests.map((file) => readFileSync(file))).toEqual(before);
    // Said in so many words they are made anew.
    await memory.reindex();
    expect((await memory.search({ query: 'alpha' })).notes).toEqual([]);
  });

  it('are left alone where something else stands in the place of their folder', async () => {
    await note('a', 'alpha words');
    await keys('alpha');
    await memory.close();
    rmSync(vectors(), { recursive: true });
    writeFileSync(vectors(), 'somebody’s file');
    memory = open();
    const answer = await memory.search({ query: 'alpha' });
    expect(answer.hits.map(({ key }) => key)).toEqual(['a']);
    expect(answer.notes).toEqual([
      `Searched by words alone: The vectors in ${vectors()} cannot be used: something else stands where that folder should be.`,
    ]);
    await expect(memory.reindex()).rejects.toMatchObject({ code: 'vectors-unreadable' });
    expect(readFileSync(vectors(), 'utf8')).toBe('somebody’s file');
  });

  it('of another embedder are never mixed: they are made anew beside', async () => {
    await note('a', 'alpha words');
    await keys('alpha');
    await memory.close();
    memory = open(shortEmbedder());
    const answer = await memory.search({ query: 'alpha', by: 'vectors' });
    expect(answer).toMatchObject({ embedder: 'short', notes: [], hits: [{ key: 'a' }] });
    const rows = await store.database
      .selectFrom('memory_vectors')
      .select(['embedder', 'dimension'])
      .execute();
    expect(rows.map(({ dimension }) => dimension).sort()).toEqual([2, createLexicalEmbedder().dimension]);
  });

  it('of many entries are made in the background, while words find them', async () => {
    memory = open(shortEmbedder({ atOnce: 2 }));
    for (const key of ['a', 'b', 'c', 'd', 'e']) await note(key, `alpha ${key.repeat(5)}`);
    const first = await memory.search({ query: 'alpha' });
    expect(first.hits).toHaveLength(5);
    expect(first.notes).toEqual([
      '3 entries of notes have no vector yet and are found by their words alone.',
    ]);
    await expect.poll(async () => (await memory.stats()).namespaces[0]?.vectors?.pending).toBe(0);
  });

  it('that a killed process was making are gone on with at once', async () => {
    await note('a', 'alpha words');
    await keys('alpha');
    await note('b', 'beta words');
    // A number that no process has: the system gives none so high.
    const owned = { owner: `${hostname()}:4194305`, owned_at: moment.toISOString() };
    await store.database.updateTable('memory_vectors').set(owned).execute();
    const answer = await memory.search({ query: 'beta', by: 'vectors' });
    expect(answer).toMatchObject({ notes: [], hits: [{ key: 'b' }] });
    expect((await memory.stats()).namespaces[0]!.vectors).toMatchObject({ vectors: 2, pending: 0 });
  });

  it('that another process is making are not taken away from it', async () => {
    await note('a', 'alpha words');
    await keys('alpha');
    await memory.close();
    const owned = { owner: `${hostname()}:${process.ppid}`, owned_at: '2027-01-01T00:00:00.000Z' };
    await store.database.updateTable('memory_vectors').set(owned).execute();
    // Its clock goes fast: it waits a while for the other.
    const now = () => new Date(moment.setSeconds(moment.getSeconds() + 3));
    memory = openMemory({ store, openEmbedder: async () => createLexicalEmbedder(), now });
    await expect(memory.reindex()).rejects.toMatchObject({ code: 'vectors-behind' });
    expect(await keys('alpha', { by: 'vectors' })).toEqual(['a']);
  });

  it('written one by one are joined into few files', async () => {
    for (let at = 0; at < 30; at += 1) {
      await note(`key-${at}`, `alpha ${at}`);
      await memory.search({ query: 'alpha', by: 'vectors' });
    }
    const opened = await openVectorFolder(vectors());
    const table = await opened.open((await opened.names())[0]!, createLexicalEmbedder().dimension);
    expect(await table.parts()).toBeLessThan(25);
    expect(await table.rows()).toBe(30);
    table.close();
    opened.close();
  });

  it('that cannot be made leave a search by words, which says so', async () => {
    memory = openMemory({
      store,
      openEmbedder: async () => {
        throw new Error('no such service');
      },
    });
    await note('a', 'alpha words');
    const answer = await memory.search({ query: 'alpha' });
    expect(answer).toMatchObject({
      hits: [{ key: 'a', similarity: null }],
      embedder: 'none',
      notes: ['Searched by words alone: no such service'],
    });
    expect((await memory.stats()).problem).toBe('no such service');
  });
});

/** Two numbers: how often "a" and "b" stand in a text. */
function shortEmbedder({ atOnce = 100 } = {}): Embedder {
  return {
    id: 'short-2',
    label: 'short',
    dimension: 2,
    atOnce,
    leastSimilarity: 0.1,
    weight: 1,
    async embed(texts) {
      return Float32Array.from(
        texts.flatMap((text) => {
          const counts = ['a', 'b'].map((letter) => text.split(letter).length);
          return counts.map((count) => count / Math.hypot(...counts));
        }),
      );
    },
    close: async () => {},
  };
}

/** Sets flags of a table's manifest that no reader knows yet: its length, fields 9 and 10 of protobuf, and the footer that says where it begins. */
function askForNewerReader(file: string): void {
  const bytes = readFileSync(file);
  const at = Number(bytes.readBigUInt64LE(bytes.length - 16));
  const length = bytes.readUInt32LE(at);
  const far = [0x80, 0x80, 0x80, 0x80, 0x80, 0x01];
  const flags = Buffer.from([9 << 3, ...far, 10 << 3, ...far]);
  const newLength = Buffer.alloc(4);
  newLength.writeUInt32LE(length + flags.length);
  const [message, rest] = [bytes.subarray(at + 4, at + 4 + length), bytes.subarray(at + 4 + length)];
  writeFileSync(file, Buffer.concat([bytes.subarray(0, at), newLength, message, flags, rest]));
}
