import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LanguageName } from '../../src/code/index.ts';
import type { Origin } from './snippet.ts';

/** A package that snippets are cut from. */
export interface Source extends Pick<Origin, 'registry' | 'package' | 'version' | 'licence'> {
  language: LanguageName;
}

/** Where `fetch-sources.sh` puts the packages. */
export const sourcesFolder = join(homedir(), '.cache', 'opsmith-bench', 'snippets', 'src');

/** The packages of `sources.tsv`: language, registry, name, version, SPDX licence. */
export function readSources(): Source[] {
  const rows = readFileSync(new URL('sources.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
  return rows.map((row) => {
    const [language, registry, name, version, licence] = row.split('\t');
    return { language, registry, package: name, version, licence } as Source;
  });
}

/** The folder of a package's files. @throws Error where it was not fetched */
export function folderOf({ registry, package: name, version }: Source): string {
  const folder = join(sourcesFolder, registry, `${name.replaceAll('/', '+')}@${version}`);
  if (!existsSync(folder))
    throw new Error(`${folder} is not there: run evals/mutants/fetch-sources.sh first.`);
  return folder;
}

const extensions: Partial<Record<LanguageName, RegExp>> = {
  javascript: /\.[mc]?js$/,
  typescript: /(?<!\.d)\.[mc]?ts$/,
  python: /\.py$/,
  java: /\.java$/,
  go: /\.go$/,
  c: /\.c$/,
  csharp: /\.cs$/,
  php: /\.php$/,
  ruby: /\.rb$/,
  rust: /\.rs$/,
};

/** Paths of code that was not written by hand for use: tests, examples, what tools wrote, other people’s code inside. */
export const notOwnCode =
  /(?:^|\/)(?:tests?|testing|__tests__|spec|specs|examples?|samples?|benches|benchmarks?|docs?|fixtures?|vendor|_vendor|third_party|testdata|deps|node_modules|dist|build|generated|migrations|locale|templates?|doctemplates|generators)\/|[._-](?:test|spec|min|gen|pb|generated)\.|(?:^|\/)(?:test_|conftest)|_test\.go$/i;

/** Paths of a package's own source files inside its folder, in order. */
export function filesOf(source: Source): string[] {
  const pattern = extensions[source.language]!;
  return readdirSync(folderOf(source), { recursive: true, encoding: 'utf8' })
    .filter((path) => pattern.test(path) && !notOwnCode.test(path))
    .sort();
}
