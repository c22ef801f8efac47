/**
 * opsmith's metrics against lizard (PyPI) over JavaScript and Python, both with two threads (lizard's `-t 2` are processes),
 * whole processes in turn. opsmith is shown twice: with everything (rules and clones, which lizard has not), and with equal work
 * (`--without findings,clones`). Each language in two sizes, for V8 compiles what runs: 1,500 files, and as many as there are. lizard is
 * installed into a virtual environment in the cache folder.
 */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Corpus,
  cacheFolder,
  javascriptCorpus,
  largePythonCorpus,
  pip,
  pythonCorpus,
} from './corpora.ts';
import { inTurn, type Measurement, machine, median, rounded, run } from './processes.ts';

const limit = 6;
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 3);
const lizardVersion = '1.24.3';
const lizard = installLizard();

const before = machine();
const opsmith = new URL('children/opsmith.mjs', import.meta.url).pathname;
const whole = (runs: readonly Measurement[]) => median(runs.map(({ wallSeconds }) => wallSeconds));
const compared = [
  javascriptCorpus(1_500),
  pythonCorpus(1_500),
  javascriptCorpus(10_000, 'JavaScript, large'),
  largePythonCorpus(),
].map((corpus) => compare(corpus));
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      rounds,
      lizard: lizardVersion,
      corpora: compared,
      ratios: Object.fromEntries(
        compared.map(({ corpus, ratio, ratioEqualWork }) => [
          corpus,
          { everything: ratio, equalWork: ratioEqualWork },
        ]),
      ),
      limit,
      reached: compared.every(({ ratio }) => ratio >= limit),
      reachedWithEqualWork: compared.every(({ ratioEqualWork }) => ratioEqualWork >= limit),
    },
    null,
    2,
  )}\n`,
);

function compare(corpus: Corpus) {
  const { name } = corpus;
  const list = join(cacheFolder, `${name.replaceAll(', ', '-')}.txt`);
  const paths = withoutFatal(corpus.paths, list);
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  writeFileSync(list, `${paths.join('\n')}\n`);
  const results = inTurn(rounds, {
    opsmith: () => run(process.execPath, [opsmith, 'metrics', '--json', ...paths]),
    opsmithEqualWork: () =>
      run(process.execPath, [opsmith, 'metrics', '--json', '--without', 'findings,clones', ...paths]),
    lizard: () => run(lizard, ['-t', '2', '-i', '-1', '-f', list]),
    lizardOneProcess: () => run(lizard, ['-t', '1', '-i', '-1', '-f', list]),
  });
  const seconds = {
    opsmith: whole(results.opsmith),
    opsmithEqualWork: whole(results.opsmithEqualWork),
    lizard: whole(results.lizard),
    lizardOneProcess: whole(results.lizardOneProcess),
  };
  return {
    corpus: name,
    files: paths.length,
    filesThatEndLizard: corpus.paths.length - paths.length,
    mb: rounded(bytes / 1e6),
    filesPerSecond: Object.fromEntries(
      Object.entries(seconds).map(([tool, each]) => [tool, Math.round(paths.length / each)]),
    ),
    ratio: rounded(seconds.lizard / seconds.opsmith),
    ratioEqualWork: rounded(seconds.lizard / seconds.opsmithEqualWork),
    ratioToOneProcess: rounded(seconds.lizardOneProcess / seconds.opsmith),
    raw: results,
  };
}

/** lizard ends with an exception at some files: those are left out for both. */
function withoutFatal(paths: readonly string[], list: string): string[] {
  writeFileSync(list, `${paths.join('\n')}\n`);
  try {
    run(lizard, ['-t', '2', '-i', '-1', '-f', list]);
    return [...paths];
  } catch {
    if (paths.length === 1) return [];
    const middle = paths.length >> 1;
    return [...withoutFatal(paths.slice(0, middle), list), ...withoutFatal(paths.slice(middle), list)];
  }
}

function installLizard(): string {
  try {
    const command = join(dirname(pip()), 'lizard');
    if (!existsSync(command)) run(pip(), ['install', '--quiet', `lizard==${lizardVersion}`]);
    return command;
  } catch (error) {
    process.stderr.write(
      `lizard can't be installed with pip here, so there is nothing to compare: ${error}\n`,
    );
    process.exit(1);
  }
}
