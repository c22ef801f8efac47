import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface HomePeek {
  /** Absolute folder of the state. */
  home: string;
  /** The configuration file that counts, absolute; null where there is none. */
  file: string | null;
  /** Where one would count that is not there, absolute. */
  absent: string[];
}

const defaultHome = '.opsmith';

/** Names of configuration files, the folder's own. */
export const configFileNames: readonly string[] = ['json', 'yaml', 'yml', 'ts', 'mts'].map(
  (extension) => `opsmith.config.${extension}`,
);

/** Variables with a meaning of their own, which are no configuration keys. */
export const ownVariables: ReadonlySet<string> = new Set([
  'OPSMITH_CONFIG',
  'OPSMITH_SOURCE',
  'OPSMITH_DEBUG',
  'OPSMITH_REGISTRY_KEY',
]);

/** Whether nothing is configured, so that `loadConfig` would give the defaults and no warning; told without the schema. */
export function isUnconfigured(cwd: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const { OPSMITH_CONFIG: named = '' } = env;
  if (named !== '' && named !== 'none') return false;
  if (named === '' && configFileNames.some((name) => existsSync(join(cwd, name)))) return false;
  return !Object.entries(env).some(
    ([name, value]) => name.startsWith('OPSMITH_') && !ownVariables.has(name) && value !== '',
  );
}

/**
 * The folder of the state, read without the schema: takes a millisecond where `loadConfig` takes thirty. Null where it can't be told so: the
 * configuration is a program, is broken, or there are several. What it gives is what `homeFolder(await loadConfig(...))` gives.
 */
export async function peekHome(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<HomePeek | null> {
  const named = env.OPSMITH_CONFIG;
  const isNamed = named !== undefined && named !== '';
  const places =
    named === 'none' ? [] : isNamed ? [resolve(cwd, named)] : configFileNames.map((name) => join(cwd, name));
  const there = places.filter((path) => existsSync(path));
  const [file = null] = there;
  if (there.length > 1 || (isNamed && named !== 'none' && file === null)) return null;
  if (file !== null && /\.m?ts$/.test(file)) return null;
  const home = env.OPSMITH_HOME || (file === null ? defaultHome : await homeIn(file));
  if (home === null) return null;
  return { home: resolve(cwd, home), file, absent: places.filter((path) => path !== file) };
}

async function homeIn(file: string): Promise<string | null> {
  try {
    const text = readFileSync(file, 'utf8');
    const value: unknown = file.endsWith('.json') ? JSON.parse(text) : (await import('yaml')).parse(text);
    const { home = defaultHome } = (value ?? {}) as { home?: unknown };
    return typeof home === 'string' && home !== '' ? home : null;
  } catch {
    return null;
  }
}
