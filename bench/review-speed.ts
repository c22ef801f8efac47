/**
 * How fast the whole review is, and what memory it takes: a file of 300 lines in a warm process and as a process; 5,000 JavaScript files
 * cold, in turn with ESLint and eslint-plugin-sonarjs (its recommended rules, no type information, one process and two threads). ESLint is what
 * takes minutes: `OPSMITH_BENCH_ROUNDS=1 OPSMITH_BENCH_FILES=1000` is over in one, and says of itself that it is short: start-up weighs more
 * with fewer files, and one round has no median, so it reaches nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { javascriptCorpus, pythonCorpus } from './corpora.ts';
import { runWatched, type Watched } from './memory.ts';
import { eslintFolder, writeEslintConfig } from './peers/eslint.ts';
import { machine, median, rounded } from './processes.ts';
import { copyJavascript } from './review-corpus.ts';

const limits = { warmP95Ms: 50, processMs: 600, timesEslint: 5, peakMb: 700, growth: 1.25 };
/** What the limits are about. */
const usual = { rounds: 3, files: 5_000 };
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? usual.rounds);
const manyFiles = Number(process.env.OPSMITH_BENCH_FILES ?? usual.files);
const root = new URL('..', import.meta.url).pathname;
const temporary = mkdtempSync(join(tmpdir(), 'opsmith-speed-'));
const before = machine();
try {
  const single = oneFile();
  const many = await manyFilesCold();
  const isShort = manyFiles < usual.files || rounds < usual.rounds;
  const reached =
    !isShort &&
    single.warm.p95 < limits.warmP95Ms &&
    single.process.median < limits.processMs &&
    Math.min(many.ratios.oneThread, many.ratios.twoThreads) >= limits.timesEslint &&
    many.peakMb < limits.peakMb &&
    many.growthWithFiveTimesTheFiles <= limits.growth;
  process.stdout.write(
    `${JSON.stringify(
      {
        machine: before,
        rounds,
        files: manyFiles,
        isShort,
        limit: limits,
        reached,
        ratios: {
          warmP95Ms: single.warm.p95,
          processMs: single.process.median,
          timesEslint: many.ratios.oneThread,
          timesEslintWithTwoThreads: many.ratios.twoThreads,
          peakMb: many.peakMb,
          growth: many.growthWithFiveTimesTheFiles,
        },
        single,
        many,
      },
      null,
      2,
    )}\n`,
  );
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** Reviews of files of some 300 lines: in one process that has seen them once, and each in a process of its own. */
function oneFile() {
  const lineCount = (path: string) => readFileSync(path, 'utf8').split('\n').length;
  const fitting = (paths: readonly string[]) =>
    paths.filter((path) => Math.abs(lineCount(path) - 300) <= 15).slice(0, 30);
  const files = [...fitting(javascriptCorpus(3_000).paths), ...fitting(pythonCorpus().paths)];
  const list = join(temporary, 'files.txt');
  writeFileSync(list, files.join('\n'));
  const child = new URL('children/review-with-opsmith.ts', import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, list, '5'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.slice(-300));
  const times = (JSON.parse(stdout) as number[]).sort((a, b) => a - b);
  const at = (share: number) =>
    rounded(times[Math.min(times.length - 1, Math.floor(share * times.length))]!, 1);
  const starts: number[] = [];
  for (let round = -1; round < Math.max(10, rounds); round += 1) {
    const begin = performance.now();
    const run = spawnSync(
      process.execPath,
      [join(root, 'apps/cli/opsmith.mjs'), 'review', '--no-cache', files[0]!],
      { cwd: temporary, env: environment(), stdio: 'ignore' },
    );
    if (run.status !== 0) throw new Error(`opsmith review ended with ${run.status}`);
    // The first fills the caches of the disk and of compiled code.
    if (round >= 0) starts.push(performance.now() - begin);
  }
  starts.sort((a, b) => a - b);
  return {
    files: files.length,
    warm: { reviews: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    process: {
      runs: starts.length,
      median: Math.round(median(starts)),
      slowest: Math.round(starts.at(-1)!),
      raw: starts.map(Math.round),
    },
  };
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, OPSMITH_HOME: join(temporary, 'home') };
}

async function manyFilesCold() {
  const project = join(temporary, 'project');
  const { files, bytes } = copyJavascript(project, manyFiles);
  const fewer = join(temporary, 'fewer');
  mkdirSync(fewer);
  for (const folder of readdirSync(project).slice(0, Math.ceil(manyFiles / 500))) {
    spawnSync('cp', ['-r', join(project, folder), fewer]);
  }
  const config = join(temporary, 'eslint.config.mjs');
  writeEslintConfig({ path: config, types: false });
  const eslint = (threads: string) => async () => {
    const binary = join(eslintFolder(), 'node_modules/eslint/bin/eslint.js');
    const output = join(temporary, 'eslint.json');
    const arguments_ = [
      binary,
      '--config',
      config,
      '--concurrency',
      threads,
      '--format',
      'json',
      '--output-file',
      output,
      'project',
    ];
    const watched = await runWatched(process.execPath, ['--max-old-space-size=8192', ...arguments_], {
      cwd: temporary,
    });
    // 1: there are findings, as with any code.
    if (watched.status === null || watched.status > 1)
      throw new Error(`ESLint ended with ${watched.status}: ${watched.stderr.slice(-300)}`);
    return watched;
  };
  const opsmith = (folder: string) => async () => {
    rmSync(join(temporary, 'home'), { recursive: true, force: true });
    const arguments_ = [
      join(root, 'apps/cli/opsmith.mjs'),
      'review',
      '--json',
      '--output',
      join(temporary, 'opsmith.json'),
      folder,
    ];
    const watched = await runWatched(process.execPath, arguments_, { cwd: temporary, env: environment() });
    if (watched.status !== 0)
      throw new Error(`opsmith ended with ${watched.status}: ${watched.stderr.slice(-300)}`);
    return watched;
  };
  const contenders: Record<string, () => Promise<Watched>> = {
    opsmith: opsmith('project'),
    opsmithFewer: opsmith('fewer'),
    eslint: eslint('off'),
    eslintTwoThreads: eslint('2'),
  };
  const runs: Record<string, Watched[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, contender] of Object.entries(contenders)) {
      process.stderr.write(`${name}…\n`);
      runs[name] = [...(runs[name] ?? []), await contender()];
    }
  }
  const seconds = Object.fromEntries(
    Object.entries(runs).map(([name, each]) => [
      name,
      rounded(median(each.map(({ wallSeconds }) => wallSeconds)), 1),
    ]),
  );
  const peaks = Object.fromEntries(
    Object.entries(runs).map(([name, each]) => [name, Math.max(...each.map(({ peakMb }) => peakMb))]),
  );
  const cpuSeconds = Object.fromEntries(
    Object.entries(runs).map(([name, each]) => [name, rounded(median(each.map((run) => run.cpuSeconds)), 1)]),
  );
  const [last] = runs.opsmith!.slice(-1);
  return {
    files,
    mb: rounded(bytes / 1e6, 1),
    filesThatEslintCannotParse: unparsed(join(temporary, 'eslint.json')),
    findings: (
      JSON.parse(readFileSync(join(temporary, 'opsmith.json'), 'utf8')) as { recommendations: unknown[] }
    ).recommendations.length,
    seconds,
    cpuSeconds,
    filesPerSecond: Object.fromEntries(
      Object.entries(seconds).map(([name, each]) => [
        name,
        Math.round((name === 'opsmithFewer' ? files / 5 : files) / each!),
      ]),
    ),
    ratios: {
      oneThread: rounded(seconds.eslint! / seconds.opsmith!),
      twoThreads: rounded(seconds.eslintTwoThreads! / seconds.opsmith!),
    },
    peakMb: peaks.opsmith!,
    peaksMb: peaks,
    /** Peak with all files over the peak with a fifth of them: 1 is flat. */
    growthWithFiveTimesTheFiles: rounded(peaks.opsmith! / peaks.opsmithFewer!),
    /** Mean resident memory in each tenth of the last run. */
    memoryOverTimeMb: tenths(last!.samplesMb),
    memoryOverTimeFewerMb: tenths(runs.opsmithFewer!.at(-1)!.samplesMb),
  };
}

function tenths(samples: readonly number[]): number[] {
  return Array.from({ length: 10 }, (_, part) => {
    const slice = samples.slice(
      Math.floor((part * samples.length) / 10),
      Math.floor(((part + 1) * samples.length) / 10),
    );
    return slice.length === 0 ? 0 : Math.round(slice.reduce((sum, each) => sum + each, 0) / slice.length);
  });
}

function unparsed(report: string): number {
  const files = JSON.parse(readFileSync(report, 'utf8')) as { messages: { fatal?: boolean }[] }[];
  return files.filter(({ messages }) => messages.some(({ fatal }) => fatal === true)).length;
}
