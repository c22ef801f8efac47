import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { packageRoot } from '../../host/index.ts';

const known = new Map<string, string>();

/**
 * Names the code that measures and finds, rules and grammars included: a change of any of it makes another name. The published package is
 * named by the list of its built files, whose names carry hashes of their contents, and a checkout by its sources' sizes and times;
 * package.json pins every dependency.
 */
export function engineId(): string {
  // Loaded here alone: whoever prints a review again has no time for it.
  const { hash } = process.getBuiltinModule('node:crypto');
  return named('engine', () => hash('sha256', formOf(['src/code'])).slice(0, 32));
}

/** Names the whole program likewise, in fewer letters, with all that a review passes on its way to the screen. */
export function programId(): string {
  return named('program', () => {
    const form = formOf(['src', 'agents', 'graphs', 'apps']);
    return `${crc32(form).toString(16)}-${form.length}`;
  });
}

function named(what: string, compute: () => string): string {
  const id = known.get(what) ?? compute();
  known.set(what, id);
  return id;
}

function formOf(sources: readonly string[]): string {
  const root = packageRoot();
  const lines = [readFileSync(join(root, 'package.json'), 'utf8')];
  const isBuilt = !import.meta.url.endsWith('.ts');
  for (const folder of (isBuilt ? ['dist'] : sources).map((each) => join(root, each))) {
    if (!existsSync(folder)) continue;
    // What is built lies in one folder; to look for more in it would ask for each file's kind.
    for (const name of readdirSync(folder, { recursive: !isBuilt }).map(String).sort()) {
      if (!/\.m?[jt]s$/.test(name)) continue;
      lines.push(`${name} ${isNamedByContent(name) ? '' : stampOf(join(folder, name))}`);
    }
  }
  return lines.join('\n');
}

/** Whether a built file's name carries the hash of its content, so that nothing else is to be asked of it. */
function isNamedByContent(name: string): boolean {
  return /-[\w-]{8}\.mjs$/.test(name);
}

function stampOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${path.endsWith('.ts') ? mtimeMs : ''}`;
}
