/**
 * For how long the event loop is held while the built command loads its modules and does a little work: `ask` about one file, `train` on a small table, and a
 * conversation through a pipe, each as a whole process in a folder of its own. The longest stretch without a turn is read in each, in processor time of the
 * loop's own thread, from the moment on that Node itself has started (`beforeMs`). The processes run in turn; a busy machine stretches even processor time, so
 * the least of all rounds stands beside the median. `OPSMITH_BENCH_OTHER` names another built checkout to be read in turn with this one.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, median, rounded } from './processes.ts';

interface Watched {
  beforeMs: number;
  stretches: { atMs: number; ownMs: number }[];
}

const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 9);
const limitMs = 50;
const root = new URL('..', import.meta.url).pathname;
const checkouts = {
  here: root,
  ...(process.env.OPSMITH_BENCH_OTHER && { other: process.env.OPSMITH_BENCH_OTHER }),
};
const question = 'how complex is src/walk.ts?';
const commands: Readonly<Record<string, { words: readonly string[]; input?: string }>> = {
  ask: { words: ['ask', question] },
  train: { words: ['train', 'table.csv', '--target', 'y', '--time-budget', '5'] },
  repl: { words: ['chat'], input: `${question}\nwhat is in table.csv?\nreview src/walk.ts\n/quit\n` },
};
const before = machine();
const place = mkdtempSync(join(tmpdir(), 'opsmith-loading-'));
const watched: Record<string, Watched[]> = {};
for (let round = -1; round < rounds; round += 1) {
  for (const [command, { words, input = '' }] of Object.entries(commands)) {
    for (const [checkout, folder] of Object.entries(checkouts)) {
      const seen = watch(folder, words, input);
      // The first round fills the caches of the disk and of compiled code.
      const name = `${checkout} ${command}`;
      if (round >= 0) watched[name] = [...(watched[name] ?? []), seen];
    }
  }
}
rmSync(place, { recursive: true, force: true });

const figures = Object.fromEntries(
  Object.entries(watched).map(([name, runs]) => {
    const longest = runs.map(({ stretches }) => Math.max(0, ...stretches.map(({ ownMs }) => ownMs)));
    return [
      name,
      {
        longestOwnMs: rounded(median(longest), 1),
        leastLongestOwnMs: rounded(Math.min(...longest), 1),
        over: median(runs.map(({ stretches }) => stretches.filter(({ ownMs }) => ownMs > limitMs).length)),
        beforeMs: rounded(median(runs.map(({ beforeMs }) => beforeMs)), 1),
        raw: longest.map((each) => rounded(each, 1)),
      },
    ];
  }),
);
const here = Object.entries(figures).filter(([name]) => name.startsWith('here '));
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      rounds,
      ratios: Object.fromEntries(here.map(([name, { longestOwnMs }]) => [name.slice(5), longestOwnMs])),
      limit: `no stretch of the loop's own work over ${limitMs} ms`,
      reached: here.every(([, { longestOwnMs }]) => longestOwnMs <= limitMs),
      commands: figures,
    },
    null,
    2,
  )}\n`,
);

/** Runs the command in a new folder to its end. @throws Error where it fails */
function watch(checkout: string, words: readonly string[], input: string): Watched {
  const cwd = mkdtempSync(join(place, 'run-'));
  mkdirSync(join(cwd, 'src'));
  copyFileSync(join(root, 'src/code/walk.ts'), join(cwd, 'src/walk.ts'));
  writeFileSync(join(cwd, 'table.csv'), smallTable());
  const file = join(cwd, 'watched.json');
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [
      '--import',
      join(root, 'bench/children/watch-loading.mjs'),
      join(checkout, 'apps/cli/opsmith.mjs'),
      ...words,
    ],
    { cwd, input, encoding: 'utf8', env: { ...process.env, OPSMITH_WATCH_FILE: file } },
  );
  if (error || status !== 0) throw new Error(`${words[0]} failed: ${error?.message ?? stderr.slice(-500)}`);
  return JSON.parse(readFileSync(file, 'utf8')) as Watched;
}

/** 1,000 rows of numbers, categories and days, always the same. */
function smallTable(): string {
  let seed = 7;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const rows = Array.from({ length: 1_000 }, () => {
    const [age, fee, day] = [18 + Math.floor(60 * next()), next() * 90, 1 + Math.floor(28 * next())];
    const plan = ['basic', 'plus', 'pro'][Math.floor(3 * next())];
    return [
      age,
      plan,
      fee.toFixed(2),
      `2024-03-${String(day).padStart(2, '0')}`,
      next() < fee / 90 ? 'yes' : 'no',
    ];
  });
  return [['age', 'plan', 'fee', 'since', 'y'], ...rows].map((row) => row.join(',')).join('\n');
}
