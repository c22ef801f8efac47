/**
 * opsmith's metrics against typhonjs-escomplex over the same JavaScript files on the same cores, in turn. Both read and measure every file.
 *
 * opsmith is shown twice. `everything` is what `opsmith metrics --json` does: its rules (for the security score and the technical debt) and
 * the search for clones too, neither of which escomplex has. `equalWork` is `--without findings,clones`: measuring alone, as escomplex does.
 *
 * Each in three ways: whole processes as people start them (opsmith with its threads, escomplex with the one that it has), over
 * 2,000 files and over all that there are; both in a process that has already measured the corpus (what a server or a watcher sees); and core for core.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Corpus, javascriptCorpus } from './corpora.ts';
import { inTurn, type Measurement, machine, median, rounded, run } from './processes.ts';

const limit = 10;
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 5);
const corpus = javascriptCorpus();
const large = javascriptCorpus(10_000);
const alone = ['findings', 'clones'];
const without = ['--without', alone.join(',')];

const list = listOf(corpus);
const largeList = listOf(large);
const before = machine();
const results = inTurn(rounds, {
  everything: () => opsmith(corpus),
  equalWork: () => opsmith(corpus, ...without),
  escomplex: () => node('measure-with-escomplex.ts', list, '1', '1'),
  everythingWarm: () => node('measure-with-opsmith.ts', list, '2', '4'),
  equalWorkWarm: () => node('measure-with-opsmith.ts', list, '2', '4', ...alone),
  everythingOneThread: () => node('measure-with-opsmith.ts', list, '1', '4'),
  equalWorkOneThread: () => node('measure-with-opsmith.ts', list, '1', '4', ...alone),
  escomplexWarm: () => node('measure-with-escomplex.ts', list, '1', '3'),
  escomplexTwoThreads: () => node('measure-with-escomplex.ts', list, '2', '1'),
});
const largeResults = inTurn(Math.min(rounds, 2), {
  everything: () => opsmith(large),
  equalWork: () => opsmith(large, ...without),
  escomplex: () => node('measure-with-escomplex.ts', largeList, '1', '1'),
});

const seconds = {
  everything: whole(results.everything),
  equalWork: whole(results.equalWork),
  escomplex: whole(results.escomplex),
  escomplexTwoThreads: whole(results.escomplexTwoThreads),
  everythingWarm: lastPass(results.everythingWarm),
  equalWorkWarm: lastPass(results.equalWorkWarm),
  everythingOneThread: lastPass(results.everythingOneThread),
  equalWorkOneThread: lastPass(results.equalWorkOneThread),
  escomplexWarm: lastPass(results.escomplexWarm),
};
const largeSeconds = {
  everything: whole(largeResults.everything),
  equalWork: whole(largeResults.equalWork),
  escomplex: whole(largeResults.escomplex),
};
const ratios = {
  everything: ratiosOf('everything'),
  equalWork: ratiosOf('equalWork'),
};
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      corpus: shown(corpus, results.escomplex),
      largeCorpus: shown(large, largeResults.escomplex),
      rounds,
      filesPerSecond: perSecond(seconds, corpus.paths.length, 0),
      filesPerSecondLarge: perSecond(largeSeconds, large.paths.length, 0),
      mbPerSecond: perSecond(seconds, corpus.bytes / 1e6, 2),
      cpuSeconds: cpuOf(results),
      cpuSecondsLarge: cpuOf(largeResults),
      ratios,
      limit,
      reached: isReached(ratios.everything),
      reachedWithEqualWork: isReached(ratios.equalWork),
      raw: results,
      rawLarge: largeResults,
    },
    null,
    2,
  )}\n`,
);

function listOf({ paths }: Corpus): string {
  const file = join(tmpdir(), `opsmith-bench-${process.pid}-${paths.length}.txt`);
  writeFileSync(file, paths.join('\n'));
  return file;
}

function node(script: string, ...arguments_: string[]): Measurement {
  return run(process.execPath, [new URL(`children/${script}`, import.meta.url).pathname, ...arguments_]);
}

function opsmith({ paths }: Corpus, ...options: string[]): Measurement {
  return node('opsmith.mjs', 'metrics', '--json', ...options, ...paths);
}

function whole(runs: readonly Measurement[]): number {
  return median(runs.map(({ wallSeconds }) => wallSeconds));
}

function lastPass(runs: readonly Measurement[]): number {
  return median(runs.map((each) => each.child!.seconds.at(-1)!));
}

function ratiosOf(work: 'everything' | 'equalWork') {
  return {
    process: rounded(seconds.escomplex / seconds[work]),
    processBothTwoThreads: rounded(seconds.escomplexTwoThreads / seconds[work]),
    processLarge: rounded(largeSeconds.escomplex / largeSeconds[work]),
    warm: rounded(seconds.escomplexWarm / seconds[`${work}Warm`]),
    warmCoreForCore: rounded(seconds.escomplexWarm / seconds[`${work}OneThread`]),
  };
}

/** The figure asks for files a second on the same two cores: of a process, or of one that is warm. */
function isReached({ process: cold, processLarge, warm }: ReturnType<typeof ratiosOf>): boolean {
  return Math.max(cold, processLarge, warm) >= limit;
}

function shown({ paths, bytes }: Corpus, runs: readonly Measurement[]) {
  return { files: paths.length, mb: rounded(bytes / 1e6), escomplexFailedOn: runs[0]!.child!.failed };
}

function perSecond(times: Readonly<Record<string, number>>, amount: number, digits: number) {
  return Object.fromEntries(
    Object.entries(times).map(([name, each]) => [name, rounded(amount / each, digits)]),
  );
}

function cpuOf(all: Readonly<Record<string, readonly Measurement[]>>) {
  return Object.fromEntries(
    Object.entries(all).map(([name, runs]) => [
      name,
      rounded(median(runs.map(({ child }) => child!.cpuSeconds))),
    ]),
  );
}
