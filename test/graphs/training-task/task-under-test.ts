import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Crew, createCrew } from '../../../graphs/index.ts';
import { Config } from '../../../src/config/index.ts';
import { createModels, type Models } from '../../../src/llm/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

/** A number from 0 up to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A small table of customers as CSV: `churned` follows from `monthly`, `tenure`, `calls` and `plan`, with noise. `leak` adds a column that gives it away and
 * does not say so by its name.
 */
export function customers(
  rows: number,
  { seed = 1, leak = false }: { seed?: number; leak?: boolean } = {},
): string {
  const random = randomFrom(seed);
  const lines = [`customer_id,monthly,tenure,calls,plan${leak ? ',refund' : ''},churned`];
  for (let row = 0; row < rows; row++) {
    const monthly = 20 + Math.round(60 * random());
    const tenure = 1 + Math.floor(70 * random());
    const calls = Math.floor(10 * random());
    const plan = ['basic', 'plus', 'pro'][Math.floor(3 * random())]!;
    const noise = random() + random() + random() - 1.5;
    const isGone =
      -1 + 0.03 * monthly - 0.05 * tenure + 0.25 * calls - (plan === 'pro' ? 0.8 : 0) + noise > 0;
    const refund = isGone ? 5 + 20 * random() : random() < 0.02 ? 6 : 0;
    lines.push(
      [
        `C${row}`,
        monthly,
        tenure,
        calls,
        plan,
        ...(leak ? [refund.toFixed(2)] : []),
        isGone ? 'yes' : 'no',
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Reviews of eight words, two of which tell whether they are good, as CSV. */
export function reviews(rows: number): string {
  const random = randomFrom(3);
  const of = (words: string) => words.split(' ')[Math.floor(words.split(' ').length * random())]!;
  const lines = Array.from({ length: rows }, () => {
    const isGood = random() < 0.5;
    const told = () => of(isGood ? 'great love excellent nice' : 'broken bad slow terrible');
    const filling = () => of('the product arrived box it was with and today parcel blue small large');
    const words = [filling(), filling(), told(), filling(), filling(), told(), filling(), filling()];
    return `${words.join(' ')},${Math.floor(100 * random())},${isGood ? 'good' : 'poor'}`;
  });
  return `review,price,rating\n${lines.join('\n')}\n`;
}

export interface TaskCrew {
  crew: Crew;
  store: Store;
  /** The working directory; the state lies in `.opsmith` there. */
  folder: string;
}

/** Opens a crew on a folder's state, as the command line does. */
export async function openTaskCrew(folder: string, given?: Models): Promise<TaskCrew> {
  const config = Config.parse({ models: { provider: 'none' } });
  const store = await openStore({ path: join(folder, '.opsmith', 'opsmith.db') });
  const models = given ?? createModels({ config: config.models, env: {} });
  const crew = await createCrew({ config, store, models, workspace: folder });
  return { crew, store, folder };
}

/** A crew on a folder of its own with these files, closed and removed when the test is over. */
export async function taskCrew(files: Readonly<Record<string, string>>, models?: Models): Promise<TaskCrew> {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-task-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const opened = await openTaskCrew(folder, models);
  onTestFinished(async () => {
    await opened.crew.close();
    await opened.store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return opened;
}
