import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TaskResult } from '../../../graphs/training-task/index.ts';
import { customers, openTaskCrew, randomFrom, type TaskCrew } from './task-under-test.ts';

// `KILL_ROUNDS=50` does fifty kills: about 5 s each where the machine is free, ten times that beside other work. The limit only ends what hangs.
const rounds = Number(process.env.KILL_ROUNDS ?? 4);

const folder = mkdtempSync(join(tmpdir(), 'opsmith-task-kill-'));
let opened: TaskCrew;
const children = new Set<ChildProcess>();
/** What the processes said before they ended. */
let said = '';

function prepareChild(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'kill-child.ts'), [folder], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.add(child);
  child.stderr!.on('data', (data) => {
    said += data;
  });
  child.once('exit', () => children.delete(child));
  return once(child, 'message').then(() => child);
}

/** Lets the child work and kills it so many milliseconds after so many events; true when it was still at work. */
async function killAfter(
  child: ChildProcess,
  message: { seed: number; resume?: string },
  { events, ms }: { events: number; ms: number },
) {
  const exit = once(child, 'exit');
  let left = events;
  const reached = new Promise<void>((resolve) => {
    child.on('message', (said) => {
      if (said === 'event') left -= 1;
      if (left <= 0) resolve();
    });
  });
  child.send(message);
  await Promise.race([reached, exit]);
  await Promise.race([new Promise((resolve) => setTimeout(resolve, ms)), exit]);
  child.kill('SIGKILL');
  const [code, signal] = (await exit) as [number | null, string | null];
  expect(code === 0 || signal === 'SIGKILL', `the child ended with ${code}: ${said}`).toBe(true);
  return signal === 'SIGKILL';
}

/** Somewhere in a run: there are some fifty events in one. */
const moment = (random: () => number) => ({ events: Math.floor(random() * 36), ms: random() * 60 });

/** The candidates that a run has kept, each with what would change if it were written again. */
function keptCandidates(run: string): Map<string, string> {
  const task = join(folder, '.opsmith', 'runs', run, 'task-1');
  const folders = existsSync(task) ? readdirSync(task).filter((name) => name.startsWith('candidates-')) : [];
  return new Map(
    folders.flatMap((name) =>
      readdirSync(join(task, name))
        .filter((file) => !file.startsWith('.'))
        .map((file) => {
          const { ino, mtimeNs } = statSync(join(task, name, file), { bigint: true });
          return [`${name}/${file}`, `${ino} ${mtimeNs}`] as const;
        }),
    ),
  );
}

beforeAll(async () => {
  writeFileSync(join(folder, 'customers.csv'), customers(90));
  opened = await openTaskCrew(folder);
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await opened.crew.close();
  await opened.store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a training task whose process is killed', () => {
  it(`ends well when it is resumed and trains no finished candidate again, ${rounds} kills at random moments`, {
    timeout: 60_000 * (1 + rounds),
  }, async () => {
    const random = randomFrom(20_261_121);
    const { crew, store } = opened;
    let kills = 0;
    let next = prepareChild();
    // The next process loads while this one works.
    const nextChild = async () => {
      const child = await next;
      next = prepareChild();
      return child;
    };
    const finished = new Set<string>();
    let kept = 0;
    for (let seed = 0; kills < rounds; seed++) {
      const before = new Set((await store.runs.list({ limit: 100 })).map(({ id }) => id));
      if (await killAfter(await nextChild(), { seed }, moment(random))) kills += 1;
      const record = (await store.runs.list({ limit: 1 }))[0];
      // Killed before it was on record: nothing was promised, nothing happened.
      if (record === undefined || before.has(record.id)) continue;
      let known = keptCandidates(record.id);
      const again = 1 + Math.floor(random() * 3);
      for (let time = 0; time < again && kills < rounds; time++) {
        if (await killAfter(await nextChild(), { seed, resume: record.id }, moment(random))) kills += 1;
        const now = keptCandidates(record.id);
        for (const [file, stamp] of known) expect(now.get(file), file).toBe(stamp);
        known = now;
      }
      kept += known.size;
      const result = await crew.resume(record.id);
      expect(result.status, result.answer).toBe('done');
      const now = keptCandidates(record.id);
      for (const [file, stamp] of known) expect(now.get(file), file).toBe(stamp);
      finished.add(record.id);
      const document = TaskResult.parse(
        JSON.parse(
          await (await import('node:fs/promises')).readFile(
            join(folder, '.opsmith', 'runs', record.id, 'task-1', 'result.json'),
            'utf8',
          ),
        ),
      );
      // One version for each run, whatever happened on the way.
      expect(document.model.name).toBe('customers-churned');
      const events = await store.events.read(record.id);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    }
    (await next).kill('SIGKILL');
    expect(finished.size).toBeGreaterThan(0);
    expect(kept).toBeGreaterThan(0);
    const versions = await store.database.selectFrom('model_versions').select(['version', 'run']).execute();
    expect(versions.map(({ run }) => run).sort()).toEqual([...finished].sort());
  });
});
