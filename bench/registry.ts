/** How long a roll-back takes by the size of the artifact, with its bytes read through, and whether any of 1,000 flipped bits is served. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, type Registry } from '../src/registry/index.ts';
import { openStore } from '../src/store/index.ts';
import { createRandom } from '../src/train/index.ts';

const sizesMb = [0.1, 20, 100];
const rounds = 9;
const flips = 1_000;
const limitMs = 1_000;
const random = createRandom(1);
const home = mkdtempSync(join(tmpdir(), 'opsmith-bench-'));

function modelFolder(bytes: number): string {
  const folder = mkdtempSync(join(home, 'model-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ bytes, drawn: random.next() }));
  writeFileSync(
    join(folder, 'model.onnx'),
    Uint8Array.from({ length: bytes }, () => random.below(256)),
  );
  return folder;
}

async function withRegistry<T>(
  name: string,
  work: (registry: Registry, folder: string) => Promise<T>,
): Promise<T> {
  const store = await openStore({ path: join(home, name, 'opsmith.db') });
  try {
    const folder = join(home, name, 'registry');
    return await work(openRegistry({ store, folder }), folder);
  } finally {
    await store.close();
  }
}

async function rollBackMs(megabytes: number): Promise<number[]> {
  return withRegistry(`size-${megabytes}`, async (registry) => {
    for (let version = 0; version < 2; version++)
      await registry.register({ name: 'model', folder: modelFolder(megabytes * 1e6), actor: 'bench' });
    const live = (version: string) =>
      registry.changeStage({ reference: `model@${version}`, to: 'production', actor: 'bench' });
    await live('1.0.0');
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await live('1.0.1');
      const begin = performance.now();
      await registry.rollBack({ name: 'model', actor: 'bench' });
      times.push(performance.now() - begin);
    }
    return times.sort((one, other) => one - other);
  });
}

async function served(): Promise<number> {
  return withRegistry('flips', async (registry, folder) => {
    await registry.register({ name: 'model', folder: modelFolder(2_000), actor: 'bench' });
    const files = readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    let count = 0;
    for (let flip = 0; flip < flips; flip++) {
      const file = files[random.below(files.length)]!;
      const whole = readFileSync(file);
      const bytes = Buffer.from(whole);
      const bit = random.below(bytes.length * 8);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, bytes);
      rmSync(join(folder, 'unpacked'), { recursive: true, force: true });
      const isNamed = await registry.resolve('model').then(
        () => false,
        (error: Error) => error.message.includes(file),
      );
      if (!isNamed) count++;
      writeFileSync(file, whole);
    }
    return count;
  });
}

try {
  const medianMs: Record<string, number> = {};
  const worstMs: Record<string, number> = {};
  for (const megabytes of sizesMb) {
    const times = await rollBackMs(megabytes);
    medianMs[`${megabytes} MB`] = Math.round(times[Math.floor(rounds / 2)]!);
    worstMs[`${megabytes} MB`] = Math.round(times.at(-1)!);
  }
  const bits = { flips, servedOrNotNamed: await served() };
  const reached = Object.values(worstMs).every((ms) => ms < limitMs) && bits.servedOrNotNamed === 0;
  const figures = { medianMs, worstMs, limitMs, bits, reached };
  process.stdout.write(`${JSON.stringify({ benchmark: 'registry', ...figures }, null, 2)}\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
