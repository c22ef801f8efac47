/**
 * Runs the benchmarks, all or those that are named: `npm run bench [-- NAME…]`. Each prints one JSON document, which goes to
 * `bench/results/`; a table of what was reached comes at the end. What was read with fewer rounds, other tables or another budget (`OPSMITH_BENCH_…`) takes no
 * record's place: it goes to `bench/results/NAME.tried.json`, which Git ignores.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const benchmarks = [
  'start-up',
  'metrics-escomplex',
  'metrics-lizard',
  'supervisor-turn',
  'planner',
  'train-boosting',
  'train-search',
  'automl-peers',
  'crew-value',
  'task-overhead',
  'event-loop',
  'event-loop-parts',
  'loading',
  'train-forest',
  'tree-shap',
  'serve-latency',
  'review-peers',
  'review-speed',
  'review-again',
  'rule-growth',
  'custom-rules',
  'data-profile',
  'planted-problems',
  'checks-big',
  'experiments-list',
  'learning-speed',
  'registry',
  'knowledge-graph',
  'precision',
  'thresholds',
  'memory-search',
  'memory-retrieval',
];
const named = process.argv.slice(2);
const unknown = named.filter((name) => !benchmarks.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}; there are ${benchmarks.join(', ')}.\n`);
  process.exit(2);
}

const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });
const isTried = Object.keys(process.env).some((key) =>
  /^OPSMITH_BENCH_(?!PYTHON$|ENCODER$|OLLAMA$)/.test(key),
);
build();
const rows: string[][] = [];
for (const name of named.length > 0 ? named : benchmarks) {
  process.stderr.write(`${name}…\n`);
  const script = new URL(`${name}.ts`, import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!stdout.trimStart().startsWith('{')) {
    rows.push([name, 'could not run', stderr.trim().split('\n').at(-1) ?? `status ${status}`]);
    continue;
  }
  writeFileSync(new URL(isTried ? `${name}.tried.json` : `${name}.json`, folder), stdout);
  rows.push([name, ...outline(JSON.parse(stdout))]);
}
const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const [name, verdict, figures] of rows) {
  process.stdout.write(`${name!.padEnd(widths[0]!)}  ${verdict!.padEnd(widths[1]!)}  ${figures}\n`);
}

/** The figures of the bundle are meant, not those of sources that Node strips of their types first. */
function build(): void {
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`The bundle can't be built: ${stderr}\n`);
  process.exit(1);
}

/** The verdict and the figures of a result in a few words. */
function outline(result: Record<string, unknown>): [string, string] {
  const limit = result.limit ?? result.limitMs;
  const figures =
    result.ratios ?? result.medianMs ?? pick(result, ['p50Ms', 'p95Ms', 'planMs', 'p50', 'p95', 'unit']);
  if (limit === undefined) return ['measured', words(figures)];
  const reached = result.reached ?? (result.shareOfLimit as number) < 1;
  const verdict = reached ? 'reached' : result.reachedWithEqualWork ? 'reached, equal work' : 'not reached';
  return [verdict, `${words(figures)} (to reach: ${words(limit)})`];
}

/** Those of the keys that the result has. */
function pick(result: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => key in result).map((key) => [key, result[key]]));
}

function words(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, each]) => `${key} ${typeof each === 'object' ? `(${words(each)})` : each}`)
    .join(', ');
}
