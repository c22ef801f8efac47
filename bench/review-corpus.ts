/** Many JavaScript files in one folder, so that every tool is given the same thing in the same way. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './corpora.ts';

const smallestBytes = 400;
const largestBytes = 100_000;
/** Longer lines on average than that are minified or generated. */
const longestMeanLine = 200;

/** Folders with packages from npm: this checkout's, those of ESLint, and those that the review's data set was cut from, where they were fetched. */
const folders = [
  new URL('../node_modules', import.meta.url).pathname,
  join(cacheFolder, 'eslint', 'node_modules'),
  join(cacheFolder, 'snippets', 'src', 'npm'),
];

/**
 * Copies `count` distinct files into `target`, a hundred a folder. Linters leave `node_modules` out, so files can't be given where they lie.
 *
 * @throws Error where there are not so many
 */
export function copyJavascript(target: string, count: number): { files: number; bytes: number } {
  const seen = new Set<string>();
  let bytes = 0;
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.js') && !name.includes('.min.'),
    );
    for (const name of names.sort()) {
      if (seen.size === count) return { files: count, bytes };
      const path = join(folder, name);
      const stat = statSync(path);
      if (!stat.isFile() || stat.size < smallestBytes || stat.size > largestBytes) continue;
      const text = readFileSync(path, 'utf8');
      const key = createHash('sha256').update(text.replace(/\s+/g, ' ')).digest('hex');
      if (seen.has(key) || text.length / text.split('\n').length > longestMeanLine) continue;
      const at = join(target, String(Math.floor(seen.size / 100)).padStart(3, '0'));
      if (seen.size % 100 === 0) mkdirSync(at, { recursive: true });
      seen.add(key);
      // Modules and scripts by their own words: a linter has to be told, and would fail on half of them otherwise.
      const extension = /^\s*(?:import\b(?!\()|export\b)/m.test(text) ? 'mjs' : 'cjs';
      copyFileSync(path, join(at, `${String(seen.size).padStart(5, '0')}.${extension}`));
      bytes += stat.size;
    }
  }
  if (seen.size < count)
    throw new Error(
      `There are ${seen.size} JavaScript files, not ${count}: run evals/mutants/fetch-sources.sh for more.`,
    );
  return { files: count, bytes };
}
