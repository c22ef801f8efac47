import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoints } from '../../graphs/checkpoints.ts';
import { finalAnswer, openKillCrew } from './kill-crew.ts';

// `npm run test:kill` does a hundred rounds.
const rounds = Number(process.env.KILL_ROUNDS ?? 10);

/** A number from 0 up to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const folder = mkdtempSync(join(tmpdir(), 'opsmith-kill-'));
let opened: Awaited<ReturnType<typeof openKillCrew>>;
const children = new Set<ChildProcess>();
/** What the processes said before they ended. */
let said = '';

/** A process that has loaded everything and waits to be told what to work on. */
function prepareChild(): ChildProcess {
  const child = fork(join(import.meta.dirname, 'kill-child.ts'), [folder], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.add(child);
  child.stderr!.on('data', (data) => {
    said += data;
  });
  child.once('exit', () => children.delete(child));
  return child;
}

/** Lets the child work and kills it after so many milliseconds; true when it was still at work. */
async function killAfter(child: ChildProcess, message: { texts?: string[]; resume?: string }, ms: number) {
  const exit = once(child, 'exit');
  const working = new Promise<void>((resolve) =>
    child.on('message', (said) => said === 'working' && resolve()),
  );
  child.send(message);
  await Promise.race([working, exit]);
  await Promise.race([new Promise((resolve) => setTimeout(resolve, ms)), exit]);
  child.kill('SIGKILL');
  const [code, signal] = (await exit) as [number | null, string | null];
  expect(code === 0 || signal === 'SIGKILL', `the child ended with ${code}: ${said}`).toBe(true);
  return signal === 'SIGKILL';
}

beforeAll(async () => {
  opened = await openKillCrew(folder);
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await opened.crew.close();
  await opened.store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a run whose process is killed', () => {
  it(`ends well when it is resumed, with each effect once, ${rounds} times at random moments`, {
    timeout: rounds * 20_000,
  }, async () => {
    const random = randomFrom(20_261_121);
    const { crew, store } = opened;
    let kills = 0;
    let ready = once(prepareChild(), 'message').then(() => [...children].at(-1)!);
    // The next process loads while this one works.
    const nextChild = async () => {
      const child = await ready;
      const following = prepareChild();
      ready = once(following, 'message').then(() => following);
      return child;
    };
    const runs: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const text = Array.from({ length: 16 }, () => Math.floor(random() ** 2 * 60)).join(',');
      // On a busy machine a process may never come to put its run on record: the next gets longer.
      const patience = runs.length === 0 ? 1 + round : 1;
      if (await killAfter(await nextChild(), { texts: [text] }, random() * 400 * patience)) kills += 1;
      const [record] = await store.runs.list({ limit: 1 });
      // Killed before it was on record: nothing was promised, nothing happened.
      if (record === undefined || runs.includes(record.id)) continue;
      while (random() < 0.35)
        if (await killAfter(await nextChild(), { resume: record.id }, random() * 120)) kills += 1;
      const result = await crew.resume(record.id);
      expect(result).toMatchObject({ status: 'done', answer: finalAnswer, run: record.id });
      runs.push(record.id);
    }
    (await ready).kill('SIGKILL');
    expect(kills).toBeGreaterThan(rounds / 2);
    expect(runs.length).toBeGreaterThan(0);

    const { rows } = await sql<{ run: string; step: string; name: string; n: number }>`
      select run, step, name, count(*) as n from happened group by run, step, name order by run, step, name`.execute(
      store.database,
    );
    const expected = [...runs]
      .sort()
      .flatMap((run) =>
        ['1', '3', '4'].flatMap((step) => ['first', 'second'].map((name) => ({ run, step, name, n: 1 }))),
      );
    expect(rows).toEqual(expected);

    for (const run of runs) {
      expect((await store.runs.get(run)).status).toBe('done');
      const events = await store.events.read(run);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      const count = (type: string) => events.filter((event) => event.type === type).length;
      expect([count('run-start'), count('plan'), count('answer'), count('run-end')]).toEqual([1, 1, 1, 1]);
      const ends = events.flatMap((event) => (event.type === 'tool-end' ? [event.step] : []));
      expect(ends.sort()).toEqual(['1', '2', '3', '4']);
      expect(events.at(-1)!.type).toBe('run-end');
    }

    const checkpoints = await openCheckpoints(join(folder, 'checkpoints.db'));
    expect(await checkpoints.rows()).toEqual({ checkpoints: 1, writes: 0 });
    const { history } = await checkpoints.conversation('killed');
    expect(history.map(({ run }) => run).sort()).toEqual(runs.slice(-20).sort());
    await checkpoints.close();
  });
});
