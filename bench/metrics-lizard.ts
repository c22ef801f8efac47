/**
 * opsmith's metrics against lizard (PyPI) over JavaScript and Python, both with two threads (lizard's `-t 2` are processes),
 * whole processes in turn. lizard is installed into a virtual environment in the cache folder.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Corpus, cacheFolder, javascriptCorpus, pythonCorpus } from './corpora.ts';
import { inTurn, type Measurement, machine, median, rounded, run } from './processes.ts';

const limit = 6;
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 3);
const lizardVersion = '1.24.3';
const environment = join(cacheFolder, 'lizard');
const lizard = join(environment, 'bin', 'lizard');

if (!existsSync(lizard)) {
  mkdirSync(cacheFolder, { recursive: true });
  try {
    run('python3', ['-m', 'venv', environment]);
    run(join(environment, 'bin', 'pip'), ['install', '--quiet', `lizard==${lizardVersion}`]);
  } catch (error) {
    process.stderr.write(
      `lizard can't be installed with pip here, so there is nothing to compare: ${error}\n`,
    );
    process.exit(1);
  }
}

const before = machine();
const opsmith = new URL('children/opsmith.ts', import.meta.url).pathname;
const whole = (runs: readonly Measurement[]) => median(runs.map(({ wallSeconds }) => wallSeconds));
const compared = [javascriptCorpus(1_500), pythonCorpus(1_500)].map((corpus) => compare(corpus));
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      rounds,
      lizard: lizardVersion,
      corpora: compared,
      ratios: Object.fromEntries(compared.map(({ corpus, ratio }) => [corpus, ratio])),
      limit,
      reached: compared.every(({ ratio }) => ratio >= limit),
    },
    null,
    2,
  )}\n`,
);

function compare({ name, paths, bytes }: Corpus) {
  const list = join(cacheFolder, `${name}.txt`);
  writeFileSync(list, `${paths.join('\n')}\n`);
  const results = inTurn(rounds, {
    opsmith: () => run(process.execPath, [opsmith, 'metrics', '--json', ...paths]),
    lizard: () => run(lizard, ['-t', '2', '-i', '-1', '-f', list]),
    lizardOneProcess: () => run(lizard, ['-t', '1', '-i', '-1', '-f', list]),
  });
  const seconds = {
    opsmith: whole(results.opsmith),
    lizard: whole(results.lizard),
    lizardOneProcess: whole(results.lizardOneProcess),
  };
  return {
    corpus: name,
    files: paths.length,
    mb: rounded(bytes / 1e6),
    filesPerSecond: Object.fromEntries(
      Object.entries(seconds).map(([tool, each]) => [tool, Math.round(paths.length / each)]),
    ),
    ratio: rounded(seconds.lizard / seconds.opsmith),
    ratioToOneProcess: rounded(seconds.lizardOneProcess / seconds.opsmith),
    raw: results,
  };
}
