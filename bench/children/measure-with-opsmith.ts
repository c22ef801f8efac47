/**
 * opsmith over a list of files, in this process: `node measure-with-opsmith.ts LIST THREADS PASSES [WITHOUT…]`.
 * One thread measures here, more are worker threads (as many as there are cores, as always).
 */
import { readFileSync } from 'node:fs';
import { measurePaths, type Omission } from '../../src/code/index.ts';
import { report } from './report.ts';

const [list, threads, passes, ...without] = process.argv.slice(2);
const paths = readFileSync(list!, 'utf8').split('\n');
const seconds: number[] = [];
let failed = 0;
for (let pass = 0; pass < Number(passes); pass += 1) {
  const begin = performance.now();
  const { files } = await measurePaths(paths, {
    coverage: false,
    findings: false,
    threads: Number(threads),
    without: without as Omission[],
  });
  seconds.push((performance.now() - begin) / 1000);
  failed = paths.length - files.length;
}
report({ seconds, failed });
