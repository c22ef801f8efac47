/**
 * Whole reviews of single files in a process that is warm: `node review-with-opsmith.ts LIST ROUNDS`. Prints the milliseconds of each
 * review after the first round, as JSON on standard error.
 */
import { readFileSync } from 'node:fs';
import { detectLanguage, reviewSource } from '../../src/code/index.ts';

const [list, rounds] = process.argv.slice(2);
const files = readFileSync(list!, 'utf8')
  .split('\n')
  .map((path) => ({ path, source: readFileSync(path, 'utf8') }));
const times: number[] = [];
for (let round = 0; round <= Number(rounds); round += 1) {
  for (const { path, source } of files) {
    const begin = performance.now();
    const language = (await detectLanguage({ path, source })) ?? undefined;
    await reviewSource({ path, source, language });
    if (round > 0) times.push(performance.now() - begin);
  }
}
process.stdout.write(JSON.stringify(times));
