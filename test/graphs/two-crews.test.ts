import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openCheckpoints } from '../../graphs/checkpoints.ts';
import { finalAnswer, openKillCrew } from './kill-crew.ts';

/** Beside other work it takes ten times as long as by itself. The limit only ends what hangs. */
const timeout = 120_000;

it('two processes and this one work on one store and one thread at once, and nothing is lost', {
  timeout,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-two-'));
  const texts = Array.from({ length: 4 }, () => Array.from({ length: 16 }, () => 1).join(','));
  const children = [1, 2].map(() =>
    fork(join(import.meta.dirname, 'kill-child.ts'), [folder], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    }),
  );
  // What a process dies of is told.
  const said = children.map(() => '');
  for (const [place, child] of children.entries())
    child.stderr!.on('data', (data) => {
      said[place] += data;
    });
  await Promise.all(children.map((child) => once(child, 'message')));
  const exits = children.map((child) => once(child, 'exit'));
  // All three open, make and migrate the store at the same moment.
  for (const child of children) child.send({ texts });
  const { crew, store } = await openKillCrew(folder);
  for (const text of texts) await crew.turn({ text, thread: 'killed' });
  expect(
    (await Promise.all(exits)).map(([code]) => code),
    said.join('\n'),
  ).toEqual([0, 0]);

  const runs = await store.runs.list();
  expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 'done'));
  expect(runs.map(({ result }) => (result as { answer: string }).answer)).toEqual(
    runs.map(() => finalAnswer),
  );
  const { rows } = await sql<{ n: number }>`select count(*) as n from happened`.execute(store.database);
  expect(rows).toEqual([{ n: 12 * 6 }]);
  const checkpoints = await openCheckpoints(join(folder, 'checkpoints.db'));
  expect(await checkpoints.rows()).toEqual({ checkpoints: 1, writes: 0 });
  expect((await checkpoints.conversation('killed')).history.map(({ run }) => run).sort()).toEqual(
    runs.map(({ id }) => id).sort(),
  );
  await checkpoints.close();
  await crew.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
