/**
 * typhonjs-escomplex over a list of files: `node measure-with-escomplex.ts LIST THREADS PASSES`. Reads and analyses every
 * file as opsmith does, with the parser options that modern code needs, and prints the seconds of each pass.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { report } from './report.ts';

interface Share {
  paths: string[];
  passes: number;
}

const plugins = [
  'jsx',
  'decorators-legacy',
  'decoratorAutoAccessors',
  'explicitResourceManagement',
  'importAttributes',
];

interface Escomplex {
  analyzeModule(source: string, options: object, parser: object): object;
}

function analyze(paths: readonly string[]): number {
  const escomplex = createRequire(import.meta.url)('typhonjs-escomplex') as Escomplex;
  let failed = 0;
  for (const path of paths) {
    try {
      escomplex.analyzeModule(readFileSync(path, 'utf8'), {}, { sourceType: 'module', plugins });
    } catch {
      failed += 1;
    }
  }
  return failed;
}

async function inThreads(paths: readonly string[], threads: number): Promise<number> {
  const failures = await Promise.all(
    Array.from({ length: threads }, (_, thread) => {
      const share: Share = { paths: paths.filter((__, index) => index % threads === thread), passes: 1 };
      return new Promise<number>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: share });
        worker.on('message', resolve);
        worker.on('error', reject);
      });
    }),
  );
  return failures.reduce((sum, failed) => sum + failed, 0);
}

if (isMainThread) {
  const [list, threads, passes] = process.argv.slice(2);
  const paths = readFileSync(list!, 'utf8').split('\n');
  const seconds: number[] = [];
  let failed = 0;
  for (let pass = 0; pass < Number(passes); pass += 1) {
    const begin = performance.now();
    failed = Number(threads) > 1 ? await inThreads(paths, Number(threads)) : analyze(paths);
    seconds.push((performance.now() - begin) / 1000);
  }
  report({ seconds, failed });
} else {
  parentPort!.postMessage(analyze((workerData as Share).paths));
}
