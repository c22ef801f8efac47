import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { closestName, InputError, toError } from '../errors/index.ts';
import { explainIssues } from './explain-issues.ts';
import { type ConfigKey, configKeys } from './keys.ts';
import { configFileNames, ownVariables } from './peek-home.ts';
import { Config } from './schema.ts';

export interface LoadConfigOptions {
  /** Folder in which the configuration file is looked for and to which relative paths refer. */
  cwd: string;
  env?: Readonly<Record<string, string | undefined>>;
}

/** Where a value comes from: the schema's default, the configuration file, or an environment variable. */
export type ConfigSource = 'default' | { file: string } | { variable: string };

export interface LoadedConfig {
  config: Config;
  /** The file that was read, or null. */
  file: string | null;
  /** For each key (`models.provider`), where its value comes from. */
  sources: Readonly<Record<string, ConfigSource>>;
  /** Things that were ignored: `OPSMITH_…` variables that name no key. */
  warnings: readonly string[];
}

/**
 * Reads the configuration: defaults, then `opsmith.config.{json,yaml,yml,ts,mts}` of the folder (or the file that `OPSMITH_CONFIG` names; `none` reads
 * no file), then `OPSMITH_*` variables.
 * @throws InputError naming the key, the value and what is allowed.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const { cwd, env = process.env } = options;
  const file = findFile(cwd, env.OPSMITH_CONFIG);
  const fromFile = file === null ? {} : await readConfigFile(file);
  if (file !== null) {
    const parsed = Config.safeParse(fromFile);
    if (!parsed.success) throw refused(file, explainIssues(parsed.error, fromFile));
  }

  const merged = structuredClone(fromFile);
  const warnings: string[] = [];
  const given = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith('OPSMITH_') &&
      !ownVariables.has(entry[0]) &&
      entry[1] !== undefined &&
      entry[1] !== '',
  );
  // The list of keys is made from the schema, which takes as long as all else here: only for who needs it.
  const byVariable = new Map(given.length === 0 ? [] : configKeys().map((key) => [key.variable, key]));
  const fromVariables = new Map<string, string>();
  for (const [variable, text] of given) {
    const key = byVariable.get(variable);
    if (key === undefined) {
      const near = closestName(variable, [...byVariable.keys()]);
      warnings.push(
        `${variable} names no configuration key and is ignored${near ? `; did you mean ${near}?` : '.'}`,
      );
      continue;
    }
    put(merged, key.path, parseVariable(key, variable, text));
    fromVariables.set(key.path, variable);
  }

  const parsed = Config.safeParse(merged);
  if (!parsed.success) throw refused('OPSMITH_* variables', explainIssues(parsed.error, merged));
  return {
    config: parsed.data,
    file,
    get sources() {
      return sourcesOf(fromFile, file, fromVariables);
    },
    warnings,
  };
}

function sourcesOf(
  fromFile: Record<string, unknown>,
  file: string | null,
  fromVariables: ReadonlyMap<string, string>,
): Record<string, ConfigSource> {
  const sources: Record<string, ConfigSource> = {};
  for (const { path } of configKeys()) {
    const variable = fromVariables.get(path);
    if (variable !== undefined) sources[path] = { variable };
    else sources[path] = has(fromFile, path) ? { file: file! } : 'default';
  }
  return sources;
}

/** Absolute folder of opsmith's state: `home` of the configuration, relative to the working directory. */
export function homeFolder(config: Config, cwd: string): string {
  return resolve(cwd, config.home);
}

function findFile(cwd: string, named: string | undefined): string | null {
  if (named === 'none') return null;
  if (named !== undefined && named !== '') {
    const path = resolve(cwd, named);
    if (!existsSync(path))
      throw new InputError('config-missing', `OPSMITH_CONFIG names ${path}, which does not exist.`, {
        details: { path },
      });
    return path;
  }
  const found = configFileNames.filter((name) => existsSync(join(cwd, name)));
  if (found.length > 1)
    throw new InputError('config-ambiguous', `There are ${found.join(' and ')} in ${cwd}. Keep one of them.`);
  return found.length === 0 ? null : join(cwd, found[0]!);
}

async function readConfigFile(file: string): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    if (/\.m?ts$/.test(file)) {
      // A configuration in TypeScript is a program of the folder's owner, and runs; docs/configuration.md says so.
      value = ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
    } else if (file.endsWith('.json')) value = JSON.parse(readFileSync(file, 'utf8'));
    else value = (await import('yaml')).parse(readFileSync(file, 'utf8')) ?? {};
  } catch (thrown) {
    const firstLine = toError(thrown).message.split('\n')[0]!;
    throw new InputError('config-unreadable', `${file} cannot be read: ${firstLine}`, {
      cause: thrown,
      details: { path: file },
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(
      'config-unreadable',
      `${basename(file)} must hold an object of keys${/\.m?ts$/.test(file) ? ' as its default export' : ''}.`,
      { details: { path: file } },
    );
  return value as Record<string, unknown>;
}

function refused(where: string, reasons: readonly string[]): InputError {
  return new InputError('config-invalid', `${where}: ${reasons.join(' ')}`, { details: { where } });
}

/** A variable's text as the type that its key asks for; what does not fit stays text, and the schema refuses it by name. */
function parseVariable(key: ConfigKey, variable: string, text: string): unknown {
  if (key.types.includes('boolean') && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if ((key.types.includes('number') || key.types.includes('integer')) && Number.isFinite(Number(text)))
    return Number(text);
  if (key.types.includes('null') && text === 'null') return null;
  if (key.types.includes('array') || key.types.includes('object')) {
    if (!/^\s*[[{]/.test(text) && key.types.includes('array'))
      return text.split(',').map((part) => part.trim());
    try {
      return JSON.parse(text);
    } catch (thrown) {
      throw new InputError(
        'config-invalid',
        `${variable} (${key.path}) must be JSON: ${toError(thrown).message}`,
      );
    }
  }
  return text;
}

function has(value: Record<string, unknown>, path: string): boolean {
  let here: unknown = value;
  for (const part of path.split('.')) {
    if (typeof here !== 'object' || here === null || !(part in here)) return false;
    here = (here as Record<string, unknown>)[part];
  }
  return true;
}

function put(target: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.');
  let here = target;
  for (const part of parts.slice(0, -1)) {
    const inner = here[part];
    if (typeof inner !== 'object' || inner === null) here[part] = {};
    here = here[part] as Record<string, unknown>;
  }
  here[parts.at(-1)!] = value;
}
