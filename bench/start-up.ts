/**
 * How long a person waits for `opsmith --version` and for the metrics of one file, as whole processes, by themselves and through npx. Node's own start is
 * measured beside them.
 */
import { spawnSync } from 'node:child_process';
import { machine, median, rounded } from './processes.ts';

const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 15);
const limits = { version: 150, metrics: 400 };
const root = new URL('..', import.meta.url).pathname;
const file = 'bench/corpora.ts';
const before = machine();

const commands: Readonly<Record<string, readonly string[]>> = {
  node: [process.execPath, '-e', '0'],
  version: [process.execPath, 'apps/cli/opsmith.mjs', '--version'],
  metrics: [process.execPath, 'apps/cli/opsmith.mjs', 'metrics', file],
  npxVersion: ['npx', 'opsmith', '--version'],
  npxMetrics: ['npx', 'opsmith', 'metrics', file],
};
const times = Object.fromEntries(Object.keys(commands).map((name) => [name, [] as number[]]));
for (let round = -1; round < rounds; round += 1) {
  for (const [name, [command, ...arguments_]] of Object.entries(commands)) {
    const begin = performance.now();
    const { status, error } = spawnSync(command!, arguments_, { cwd: root, stdio: 'ignore' });
    if (error || status !== 0) throw new Error(`${name} failed: ${error?.message ?? `status ${status}`}`);
    // The first round fills the caches of the disk and of compiled code.
    if (round >= 0) times[name]!.push(performance.now() - begin);
  }
}
const medians = Object.fromEntries(
  Object.entries(times).map(([name, each]) => [name, rounded(median(each), 0)]),
);
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      rounds,
      medianMs: medians,
      limitMs: limits,
      reached:
        medians.version! < limits.version &&
        medians.metrics! < limits.metrics &&
        medians.npxMetrics! < limits.metrics,
      raw: times,
    },
    null,
    2,
  )}\n`,
);
