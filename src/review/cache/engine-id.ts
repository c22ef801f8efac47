import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../host/index.ts';

let known: string | null = null;

/**
 * Names the code that measures and finds, rules and grammars included: a change of any of it makes another name. The published package is
 * named by the list of its built files, whose names carry hashes of their contents, and a checkout by its sources' sizes and times;
 * package.json pins every dependency.
 */
export function engineId(): string {
  known ??= compute(packageRoot());
  return known;
}

function compute(root: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package.json')));
  const isSource = import.meta.url.endsWith('.ts');
  const folder = join(root, isSource ? 'src/code' : 'dist');
  for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : []) {
    if (!/\.m?[jt]s$/.test(name)) continue;
    const { size, mtimeMs } = statSync(join(folder, name));
    hash.update(`${name} ${size} ${isSource ? mtimeMs : ''}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}
