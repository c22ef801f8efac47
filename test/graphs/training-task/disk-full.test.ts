import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openProjectRegistry } from '../../../src/registry/index.ts';
import { fillDisk } from '../../fakes/full-disk.ts';
import { customers, taskCrew } from './task-under-test.ts';

/** Where a task writes, in the order in which it does. */
const places: [what: string, place: RegExp][] = [
  ['how rows were split', /split\.json/],
  ['a candidate', /candidates-0.*\.part|candidates-0/],
  ['the model of a round', /round-0\//],
  ['the artifact', /artifact.*model\.json/],
  ['the report', /report\.html/],
  ['the registry', /registry\/blobs/],
  ['the result', /result\.json/],
];

it('a training task on a full disk ends with a clear sentence, leaves nothing half done, and goes on when there is room', async () => {
  const { crew, store, folder } = await taskCrew({ 'customers.csv': customers(120) });
  const request = {
    data: 'customers.csv',
    target: 'churned',
    timeBudget: 2,
    choices: { families: ['linear'] },
  };
  const registry = openProjectRegistry({
    store,
    config: (await import('../../../src/config/index.ts')).Config.parse({}),
    cwd: folder,
  });
  let run: string | null = null;
  for (const [what, place] of places) {
    const disk = fillDisk(place);
    const thrown: unknown = await (run === null ? crew.train(request) : crew.resume(run)).catch(
      (error: unknown) => error,
    );
    disk.free();
    expect(
      disk.hits(),
      `${what}: ${thrown instanceof Error ? thrown.message : JSON.stringify(thrown)}`,
    ).toBeGreaterThan(0);
    expect(thrown, what).toMatchObject({
      code: 'disk-full',
      exitStatus: 1,
      message: expect.stringMatching(
        /disk that holds .* is full.*`opsmith runs resume run_\w+` goes on then\.$/,
      ),
    });
    run = (await store.runs.list({ limit: 1 }))[0]!.id;
    // What somebody throws away to make room is made again.
    if (what === 'the model of a round')
      rmSync(join(folder, '.opsmith', 'runs', run, 'task-1', 'candidates-0'), { recursive: true });
    expect(await registry.list()).toHaveLength(what === 'the result' ? 1 : 0);
  }
  const { status, answer } = await crew.resume(run!);
  expect(status, answer).toBe('done');
  const versions = await registry.list();
  expect(versions.map(({ id }) => id)).toEqual(['customers-churned@1.0.0']);
  const left = readdirSync(`${folder}/.opsmith`, { recursive: true }).filter((name) =>
    /\.part$/.test(String(name)),
  );
  expect(left).toEqual([]);
}, 240_000);
