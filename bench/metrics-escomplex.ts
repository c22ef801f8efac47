/**
 * opsmith's metrics against typhonjs-escomplex over the same JavaScript files on the same cores, in turn. Both read and
 * measure every file; opsmith also runs its rules (for the security score and the technical debt) and looks for clones.
 *
 * Three comparisons: whole processes as people start them (opsmith with its threads, escomplex with the one that it has);
 * both in a process that has already measured the corpus (what a server or a watcher sees); and core for core.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { javascriptCorpus } from './corpora.ts';
import { inTurn, type Measurement, machine, median, rounded, run } from './processes.ts';

const limit = 10;
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 5);
const corpus = javascriptCorpus();
const list = join(tmpdir(), `opsmith-bench-${process.pid}.txt`);
writeFileSync(list, corpus.paths.join('\n'));

const child = (name: string) => new URL(`children/${name}.ts`, import.meta.url).pathname;
const node = (script: string, ...arguments_: string[]) =>
  run(process.execPath, [child(script), ...arguments_]);
const before = machine();
const results = inTurn(rounds, {
  opsmith: () => node('opsmith', 'metrics', '--json', ...corpus.paths),
  escomplex: () => node('measure-with-escomplex', list, '1', '1'),
  opsmithWarm: () => node('measure-with-opsmith', list, '2', '4'),
  opsmithOneThread: () => node('measure-with-opsmith', list, '1', '4'),
  escomplexWarm: () => node('measure-with-escomplex', list, '1', '3'),
  escomplexTwoThreads: () => node('measure-with-escomplex', list, '2', '1'),
});

const files = corpus.paths.length;
const whole = (runs: readonly Measurement[]) => median(runs.map(({ wallSeconds }) => wallSeconds));
const lastPass = (runs: readonly Measurement[]) => median(runs.map((each) => each.child!.seconds.at(-1)!));
const seconds = {
  opsmith: whole(results.opsmith),
  escomplex: whole(results.escomplex),
  escomplexTwoThreads: whole(results.escomplexTwoThreads),
  opsmithWarm: lastPass(results.opsmithWarm),
  opsmithOneThread: lastPass(results.opsmithOneThread),
  escomplexWarm: lastPass(results.escomplexWarm),
};
const ratios = {
  process: rounded(seconds.escomplex / seconds.opsmith),
  processBothTwoThreads: rounded(seconds.escomplexTwoThreads / seconds.opsmith),
  warm: rounded(seconds.escomplexWarm / seconds.opsmithWarm),
  warmCoreForCore: rounded(seconds.escomplexWarm / seconds.opsmithOneThread),
};
const cpu = (runs: readonly Measurement[]) => rounded(median(runs.map((each) => each.child!.cpuSeconds)));
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      corpus: {
        files,
        mb: rounded(corpus.bytes / 1e6),
        escomplexFailedOn: results.escomplex[0]!.child!.failed,
      },
      rounds,
      filesPerSecond: Object.fromEntries(
        Object.entries(seconds).map(([name, each]) => [name, Math.round(files / each)]),
      ),
      mbPerSecond: Object.fromEntries(
        Object.entries(seconds).map(([name, each]) => [name, rounded(corpus.bytes / 1e6 / each)]),
      ),
      cpuSeconds: { opsmith: cpu(results.opsmith), escomplex: cpu(results.escomplex) },
      ratios,
      limit,
      reached: Math.max(ratios.process, ratios.warm) >= limit,
      raw: results,
    },
    null,
    2,
  )}\n`,
);
