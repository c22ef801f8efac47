import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../host/index.ts';

const known = new Map<string, string>();

/**
 * Names the code that measures and finds, rules and grammars included: a change of any of it makes another name. The published package is
 * named by the list of its built files, whose names carry hashes of their contents, and a checkout by its sources' sizes and times;
 * package.json pins every dependency.
 */
export function engineId(): string {
  return idOf(['src/code']);
}

/** Names the whole program likewise, with all that a review passes on its way to the screen. */
export function programId(): string {
  return idOf(['src', 'agents', 'graphs', 'apps']);
}

function idOf(sources: readonly string[]): string {
  const folders = import.meta.url.endsWith('.ts') ? sources : ['dist'];
  const name = folders.join(' ');
  const id = known.get(name) ?? compute(packageRoot(), folders);
  known.set(name, id);
  return id;
}

function compute(root: string, folders: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package.json')));
  for (const folder of folders.map((each) => join(root, each))) {
    for (const name of existsSync(folder)
      ? readdirSync(folder, { recursive: true }).map(String).sort()
      : []) {
      if (!/\.m?[jt]s$/.test(name)) continue;
      const { size, mtimeMs } = statSync(join(folder, name));
      hash.update(`${name} ${size} ${name.endsWith('.ts') ? mtimeMs : ''}\n`);
    }
  }
  return hash.digest('hex').slice(0, 32);
}
