/** What the benchmarks measure: real code, the same files each time, without network where that can be. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.ts';

export interface Corpus {
  name: string;
  paths: string[];
  bytes: number;
}

/** Outside of the repository: packages and tools that a benchmark installs stay there. */
export const cacheFolder = join(homedir(), '.cache', 'opsmith-bench');

const repository = new URL('..', import.meta.url).pathname;
const pythonPackages = ['Django==5.1.4', 'sympy==1.13.3'];
/** With those, some 6,000 files. */
const morePythonPackages = [
  'networkx==3.4.2',
  'Twisted==24.11.0',
  'pandas==2.2.3',
  'scikit-learn==1.6.0',
  'ansible-core==2.18.1',
];
const smallestBytes = 400;
const largestBytes = 100_000;
/** Longer lines on average than that are minified or generated. */
const longestMeanLine = 200;

/**
 * JavaScript as people write and ship it: the files of the packages that the lock file pins, by path, without copies of the
 * same text and without minified ones.
 */
export function javascriptCorpus(most = 2_000, name = 'JavaScript'): Corpus {
  return readCorpus(name, join(repository, 'node_modules'), /\.[mc]?js$/, most);
}

/**
 * Python: a folder that `OPSMITH_BENCH_PYTHON` names, or two packages from PyPI that are installed into the cache.
 *
 * @throws Error when they can't be installed.
 */
export function pythonCorpus(most = 2_000): Corpus {
  return readPackages('Python', 'python-corpus', pythonPackages, most);
}

/**
 * As many files of Python as seven packages have; of the same folder where `OPSMITH_BENCH_PYTHON` names one.
 *
 * @throws Error when they can't be installed.
 */
export function largePythonCorpus(): Corpus {
  return readPackages(
    'Python, large',
    'python-corpus-large',
    [...pythonPackages, ...morePythonPackages],
    10_000,
  );
}

function readPackages(name: string, folderName: string, packages: readonly string[], most: number): Corpus {
  const own = process.env.OPSMITH_BENCH_PYTHON;
  const folder = own ?? join(cacheFolder, folderName);
  if (own === undefined && !existsSync(folder)) {
    run(pip(), ['install', '--quiet', '--no-deps', '--target', folder, ...packages]);
  }
  return readCorpus(name, folder, /\.py$/, most);
}

/** pip of a virtual environment in the cache, which is made when it is not there. @throws Error when it can't be. */
export function pip(): string {
  const environment = join(cacheFolder, 'python');
  const command = join(environment, 'bin', 'pip');
  if (!existsSync(command)) {
    mkdirSync(cacheFolder, { recursive: true });
    run('python3', ['-m', 'venv', environment]);
  }
  return command;
}

function readCorpus(name: string, folder: string, pattern: RegExp, most: number): Corpus {
  const seen = new Set<string>();
  const paths: string[] = [];
  let bytes = 0;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (each) => pattern.test(each) && !each.includes('.min.'),
  );
  // Every third, and so on: a part of each package rather than all of the first ones.
  for (const each of spread(names.sort())) {
    if (paths.length === most) break;
    const path = join(folder, each);
    const { size } = statSync(path);
    if (size < smallestBytes || size > largestBytes || !statSync(path).isFile()) continue;
    const text = readFileSync(path, 'utf8');
    const key = createHash('sha256').update(text.replace(/\s+/g, ' ')).digest('hex');
    if (seen.has(key) || text.length / text.split('\n').length > longestMeanLine) continue;
    seen.add(key);
    paths.push(path);
    bytes += size;
  }
  return { name, paths: paths.sort(), bytes };
}

function* spread<Item>(items: readonly Item[], step = 3): Generator<Item> {
  for (let first = 0; first < step; first += 1) {
    for (let index = first; index < items.length; index += step) yield items[index]!;
  }
}
