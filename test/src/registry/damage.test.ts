import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBlobStore } from '../../../src/registry/artifacts/blob-store.ts';
import { openRegistry, type Registry } from '../../../src/registry/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { createRandom } from '../../../src/train/index.ts';
import { modelFolder, scratch } from './model-folder.ts';

let store: Store;
let home: string;

beforeEach(async () => {
  home = scratch();
  store = await openStore({ path: join(home, 'opsmith.db') });
});
afterEach(() => store.close());

const folder = () => join(home, 'registry');
const open = (key?: Buffer) => openRegistry({ store, folder: folder(), key });
const blobFiles = () =>
  readdirSync(join(folder(), 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Every so many flips the whole way is gone, through the registry; else only that of reading the file. */
const wholeWay = Number(process.env.WHOLE_WAY ?? 20);

/** Flips a random bit of a random file, asks for it, and puts the file back; gives what was not found out. */
async function undetected(registry: Registry, key: Buffer | undefined, flips: number): Promise<string[]> {
  const random = createRandom(1);
  const files = blobFiles();
  const blobs = createBlobStore({ folder: join(folder(), 'blobs'), key });
  const missed: string[] = [];
  for (let flip = 0; flip < flips; flip++) {
    const file = files[random.below(files.length)]!;
    const whole = readFileSync(file);
    const bit = random.below(whole.length * 8);
    const bytes = Buffer.from(whole);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(file, bytes);
    const asked: Promise<unknown>[] = [blobs.check(basename(file))];
    if (flip % wholeWay === 0) {
      rmSync(join(folder(), 'unpacked'), { recursive: true, force: true });
      asked.push(registry.resolve('churn'));
    }
    for (const answer of await Promise.allSettled(asked)) {
      const error = answer.status === 'rejected' ? answer.reason : null;
      if (error?.code !== 'artifact-damaged' || !error.message.includes(file))
        missed.push(`bit ${bit} of ${file}: ${error ?? 'served'}`);
    }
    writeFileSync(file, whole);
  }
  return missed;
}

describe('a flipped bit', () => {
  it.each([
    ['plain', 1_000, undefined],
    ['encrypted', 300, randomBytes(32)],
  ])('is found and named in %s files, and nothing is served: %i flips', async (_, flips, key) => {
    const registry = open(key);
    await registry.register({ name: 'churn', folder: modelFolder({ size: 1_500 }), actor: 'ada' });
    expect(await undetected(registry, key, flips)).toEqual([]);
    const { release } = await registry.resolve('churn');
    await release();
  });

  it('is found in an export: 100 flips', async () => {
    const registry = open();
    await registry.register({ name: 'churn', folder: modelFolder({ size: 1_500 }), actor: 'ada' });
    const file = join(home, 'churn.tar');
    await registry.export('churn', file);
    const whole = readFileSync(file);
    const random = createRandom(3);
    for (let flip = 0; flip < 100; flip++) {
      const bit = random.below(whole.length * 8);
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, bytes);
      await expect(
        registry.import({ file, name: 'other', actor: 'ada' }),
        `bit ${bit}`,
      ).rejects.toMatchObject({ code: 'export-damaged' });
    }
    expect(await registry.names()).toEqual(['churn']);
  });
});

describe('files of an artifact', () => {
  it('that are missing or cut short are named', async () => {
    const registry = open();
    await registry.register({ name: 'churn', folder: modelFolder(), actor: 'ada' });
    const [file] = blobFiles();
    const whole = readFileSync(file!);
    for (const length of [0, 20, whole.length - 1]) {
      writeFileSync(file!, whole.subarray(0, length));
      await expect(registry.resolve('churn')).rejects.toMatchObject({ code: 'artifact-damaged' });
    }
    rmSync(file!);
    const report = await registry.verify();
    expect(report).toMatchObject({ ok: false, problems: [{ id: 'churn@1.0.0', code: 'artifact-missing' }] });
  });

  it('that were damaged are mended by registering the same again', async () => {
    const registry = open();
    const model = modelFolder();
    await registry.register({ name: 'churn', folder: model, actor: 'ada' });
    for (const file of blobFiles()) writeFileSync(file, 'nonsense');
    await registry.register({ name: 'churn', folder: model, actor: 'ada' });
    expect((await registry.verify()).ok).toBe(true);
  });

  it('are not readable at rest with a key, and not without it', async () => {
    const key = randomBytes(32);
    const model = modelFolder();
    writeFileSync(join(model, 'secret.txt'), 'the quick brown fox '.repeat(50));
    await open(key).register({ name: 'churn', folder: model, actor: 'ada' });
    for (const file of blobFiles()) expect(readFileSync(file).includes('quick brown')).toBe(false);
    await expect(open().resolve('churn')).rejects.toMatchObject({ code: 'artifact-key-missing' });
    await expect(open(randomBytes(32)).resolve('churn')).rejects.toMatchObject({
      code: 'artifact-key-wrong',
    });
    const { folder: unpacked, release } = await open(key).resolve('churn');
    expect(readFileSync(join(unpacked, 'secret.txt'), 'utf8')).toContain('quick brown');
    await release();
    expect(existsSync(unpacked)).toBe(false);
    expect(readdirSync(join(folder(), 'unpacked'))).toEqual([]);
  });

  it('must be files, and be there', async () => {
    const registry = open();
    const empty = scratch();
    const register = (from: string) =>
      registry.register({ name: 'churn', folder: from, record: {}, actor: 'ada' });
    await expect(register(empty)).rejects.toMatchObject({ code: 'artifact-empty' });
    await expect(register(join(empty, 'nowhere'))).rejects.toMatchObject({ code: 'artifact-not-a-folder' });
    await expect(registry.register({ name: 'churn', folder: empty, actor: 'ada' })).rejects.toMatchObject({
      code: 'artifact-without-record',
    });
    await expect(
      registry.register({ name: '../churn', folder: modelFolder(), actor: 'ada' }),
    ).rejects.toMatchObject({ code: 'bad-model-name' });
    expect(await registry.names()).toEqual([]);
  });
});

describe('an export', () => {
  it('is registered elsewhere with all that was known, once', async () => {
    const registry = open();
    const made = await registry.register({
      name: 'churn',
      folder: modelFolder(),
      actor: 'ada',
      run: 'run_1',
    });
    const file = join(home, 'churn.tar');
    await registry.export('churn', file);
    const elsewhere = scratch();
    const other = await openStore({ path: join(elsewhere, 'opsmith.db') });
    const second = openRegistry({ store: other, folder: join(elsewhere, 'registry') });
    const { version, isNew } = await second.import({ file, actor: 'grace' });
    expect(isNew).toBe(true);
    expect(version).toMatchObject({
      id: made.id,
      artifact: made.artifact,
      metrics: made.metrics,
      run: 'run_1',
      registeredBy: 'grace',
    });
    expect((await second.import({ file, actor: 'grace' })).isNew).toBe(false);
    await second.register({
      name: 'loans',
      folder: modelFolder({ seed: 3 }),
      actor: 'ada',
      version: '1.0.0',
    });
    await expect(second.import({ file, name: 'loans', actor: 'ada' })).rejects.toMatchObject({
      code: 'version-exists',
    });
    expect((await second.import({ file, name: 'loans', version: '2.0.0', actor: 'ada' })).version.id).toBe(
      'loans@2.0.0',
    );
    expect(readdirSync(join(elsewhere, 'registry')).filter((name) => name.startsWith('.writing'))).toEqual(
      [],
    );
    await other.close();
  });

  it('is not there where a file was damaged', async () => {
    const registry = open();
    await registry.register({ name: 'churn', folder: modelFolder(), actor: 'ada' });
    writeFileSync(blobFiles()[0]!, 'nonsense');
    const file = join(home, 'churn.tar');
    await expect(registry.export('churn', file)).rejects.toMatchObject({ code: 'artifact-damaged' });
    expect(existsSync(file)).toBe(false);
  });

  it('is opened by other programs', async () => {
    const registry = open();
    await registry.register({ name: 'churn', folder: modelFolder(), actor: 'ada' });
    const file = join(home, 'churn.tar');
    await registry.export('churn', file);
    const { execFileSync } = await import('node:child_process');
    const out = scratch();
    execFileSync('tar', ['-xf', file, '-C', out]);
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: out });
    expect(readdirSync(out).sort()).toEqual(['SHA256SUMS', 'files', 'opsmith-model.json']);
  });
});
