/**
 * The search for settings against Optuna's TPE: best losses after 50 and 200 trials on the same functions and on two training
 * tasks, 20 seeds each. They are compared by the share of
 * pairs of seeds in which ours is the lower one (0.5: alike; Mann and Whitney's statistic).
 */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  createRandom,
  createTpeSampler,
  type SearchSpace,
  type Settings,
  type Trial,
} from '../src/train/index.ts';
import { trainingTasks } from './children/training-tasks.ts';
import { pip } from './corpora.ts';
import { machine, median, rounded, run } from './processes.ts';

const seeds = Number(process.env.OPSMITH_BENCH_SEEDS ?? 20);
const number = (settings: Settings, name: string): number => settings[name] as number;
const floats = (names: readonly string[], low: number, high: number): SearchSpace =>
  Object.fromEntries(names.map((name) => [name, { kind: 'float', low, high } as const]));

const a = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const p = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const c = [1, 1.2, 3, 3.2];
const six = ['x0', 'x1', 'x2', 'x3', 'x4', 'x5'];
const functions: Record<string, { space: SearchSpace; loss: (settings: Settings) => number }> = {
  hartmann: {
    space: floats(six, 0, 1),
    loss: (at) =>
      -c.reduce((sum, weight, row) => {
        const exponent = six.reduce(
          (inner, name, place) => inner + a[row]![place]! * (number(at, name) - p[row]![place]!) ** 2,
          0,
        );
        return sum + weight * Math.exp(-exponent);
      }, 0),
  },
  branin: {
    space: { x: { kind: 'float', low: -5, high: 10 }, y: { kind: 'float', low: 0, high: 15 } },
    loss: (at) => {
      const x = number(at, 'x');
      const inner = number(at, 'y') - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
      return inner ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    },
  },
  rosenbrock: {
    space: floats(six.slice(0, 4), -2, 2),
    loss: (at) =>
      [0, 1, 2].reduce((sum, index) => {
        const x = number(at, `x${index}`);
        return sum + 100 * (number(at, `x${index + 1}`) - x * x) ** 2 + (1 - x) ** 2;
      }, 0),
  },
  mixed: {
    space: {
      rate: { kind: 'float', low: 1e-5, high: 1, log: true },
      size: { kind: 'int', low: 1, high: 1024, log: true },
      depth: { kind: 'int', low: 1, high: 12 },
      kind: { kind: 'choice', choices: ['a', 'b', 'c', 'd'] },
    },
    loss: (at) =>
      Math.abs(Math.log10(number(at, 'rate')) + 2) +
      Math.abs(Math.log2(number(at, 'size')) - 6) / 3 +
      Math.abs(number(at, 'depth') - 7) / 4 +
      { a: 0.8, b: 0, c: 0.5, d: 1 }[at.kind as 'a' | 'b' | 'c' | 'd'],
  },
};

type Best = Record<string, { 50: number[]; 200: number[] }>;
const own: Best = {};
for (const [name, { space, loss }] of Object.entries(functions)) {
  own[name] = { 50: [], 200: [] };
  for (let seed = 0; seed < seeds; seed++) {
    const sampler = createTpeSampler(space, createRandom(seed));
    const trials: Trial[] = [];
    for (let trial = 0; trial < 200; trial++) {
      const settings = sampler.propose(trials);
      trials.push({ settings, loss: loss(settings) });
    }
    const lowest = (count: number): number => Math.min(...trials.slice(0, count).map((each) => each.loss));
    own[name][50].push(lowest(50));
    own[name][200].push(lowest(200));
  }
}
run(pip(), ['install', '--quiet', 'optuna==5.0.0']);
const python = pip().replace(/pip$/, 'python');
const child = new URL('children/search_with_optuna.py', import.meta.url).pathname;
const { child: report } = run(python, [child, String(seeds)]);
const { best: theirs, version } = report as unknown as { best: Best; version: string };

await searchTrainingTasks();

/** The same of two training tasks: Optuna proposes in its process, and both are told the losses that are measured here. */
async function searchTrainingTasks(): Promise<void> {
  const optuna = spawn(python, [new URL('children/tune_with_optuna.py', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: optuna.stdout })[Symbol.asyncIterator]();
  const ask = async (said: unknown): Promise<Settings> => {
    optuna.stdin.write(`${JSON.stringify(said)}\n`);
    return JSON.parse((await answers.next()).value as string) as Settings;
  };
  for (const [name, { space, loss }] of Object.entries(trainingTasks)) {
    own[name] = { 50: [], 200: [] };
    theirs[name] = { 50: [], 200: [] };
    for (let seed = 0; seed < seeds; seed++) {
      process.stderr.write(`  ${name}, seed ${seed}\n`);
      const sampler = createTpeSampler(space, createRandom(seed));
      const trials: Trial[] = [];
      const losses: number[] = [];
      let settings = await ask({ seed, space });
      for (let trial = 0; trial < 200; trial++) {
        const mine = sampler.propose(trials);
        trials.push({ settings: mine, loss: await loss(mine) });
        losses.push(await loss(settings));
        settings = await ask(losses.at(-1)!);
      }
      for (const count of [50, 200] as const) {
        own[name][count].push(Math.min(...trials.slice(0, count).map((each) => each.loss)));
        theirs[name]![count].push(Math.min(...losses.slice(0, count)));
      }
    }
  }
  optuna.stdin.end();
}

/** Share of pairs in which the first is lower, ties counting half. */
function shareLower(one: readonly number[], other: readonly number[]): number {
  let lower = 0;
  for (const left of one) for (const right of other) lower += left < right ? 1 : left === right ? 0.5 : 0;
  return lower / (one.length * other.length);
}
const compared = Object.keys(own).map((name) => {
  const at = (trials: 50 | 200) => ({
    opsmith: rounded(median(own[name]![trials]), 4),
    optuna: rounded(median(theirs[name]![trials]), 4),
    shareLower: rounded(shareLower(own[name]![trials], theirs[name]![trials])),
  });
  return { name, after50: at(50), after200: at(200) };
});
const ratios = Object.fromEntries(compared.map(({ name, after200 }) => [name, after200.shareLower]));
process.stdout.write(
  `${JSON.stringify({ machine: machine(), optuna: version, seeds, compared, ratios, raw: { own, theirs } }, null, 2)}\n`,
);
