import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { agents } from '../agents/index.ts';
import { planByPolicy } from '../agents/planner/index.ts';
import { packageRoot } from '../src/host/index.ts';

// The planner's default policy over the routing data set, ten rounds after a warm-up: milliseconds for one plan. `node bench/planner.ts`

const path = join(packageRoot(), 'evals/datasets/routing.jsonl');
const inputs = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => (JSON.parse(line) as { input: string }).input);

const first = performance.now();
planByPolicy({ text: inputs[0]!, agents });
const firstMs = performance.now() - first;

const times: number[] = [];
for (let round = 0; round < 11; round += 1) {
  for (const text of inputs) {
    const begin = performance.now();
    planByPolicy({ text, agents });
    if (round > 0) times.push(performance.now() - begin);
  }
}
times.sort((left, right) => left - right);
const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;

process.stdout.write(
  `${JSON.stringify(
    {
      what: 'a plan by the default policy',
      unit: 'ms',
      requests: inputs.length,
      plans: times.length,
      first: round(firstMs),
      p50: round(quantile(0.5)),
      p95: round(quantile(0.95)),
      p99: round(quantile(0.99)),
      max: round(times.at(-1)!),
      node: process.version,
      machine: `${cpus().length} x ${cpus()[0]!.model.trim()}`,
    },
    null,
    2,
  )}\n`,
);

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
