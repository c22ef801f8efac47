import { accessSync, constants, globSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, resolve, sep } from 'node:path';
import { InputError, toError } from '../../errors/index.ts';
import { nearestPath } from '../../host/index.ts';

/** What a table may be written as. */
export const tableFormats = ['csv', 'tsv', 'json', 'jsonl', 'parquet'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** The files of one table: real paths inside the workspace, all of one format. */
export interface TableFiles {
  format: TableFormat;
  isGzip: boolean;
  paths: readonly string[];
  bytes: number;
}

const endings: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  txt: 'csv',
  data: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  pq: 'parquet',
};

/**
 * The files that a path or glob names, sorted. Links are followed, and what they lead to must lie in the workspace too.
 *
 * @throws InputError `file-not-found`, `outside-workspace`, `not-a-file`, `no-permission`, `empty-file`, `unknown-format`, `mixed-formats`
 */
export function locateFiles(pathOrGlob: string, workspace: string, format?: TableFormat): TableFiles {
  if (pathOrGlob.includes('\0'))
    throw new InputError('file-not-found', 'A path cannot hold a NUL character; give the path of a file.');
  const root = realpathSync(workspace);
  const paths = matches(pathOrGlob, root).map((path) => realInside(path, root));
  let bytes = 0;
  for (const path of paths) bytes += sizeOf(path);
  const kinds = new Set(paths.map((path) => JSON.stringify(formatOf(path, format))));
  if (kinds.size > 1)
    throw new InputError(
      'mixed-formats',
      `${pathOrGlob} names files of several formats; a table's files must be of one, so narrow the pattern.`,
    );
  return { ...formatOf(paths[0]!, format), paths: [...new Set(paths)], bytes };
}

/** The paths that a pattern matches; a path that is there is taken as it stands, even with brackets in its name. */
function matches(pathOrGlob: string, root: string): string[] {
  const absolute = resolve(root, pathOrGlob);
  if (isThere(absolute)) return [absolute];
  if (/[*?[{]/.test(pathOrGlob)) {
    const found = globSync(pathOrGlob, { cwd: root }).map((path) => resolve(root, path));
    const files = found.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile()).sort();
    if (files.length > 0) return files;
    throw new InputError('file-not-found', `No file matches ${pathOrGlob} in ${root}; check the pattern.`);
  }
  throw notFound(pathOrGlob, root);
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw refused(path, error);
  }
}

function notFound(path: string, root: string): InputError {
  const near = nearestPath(path, root);
  const hint = near === null ? 'Check the path.' : `Did you mean ${near}?`;
  return new InputError('file-not-found', `There is no file ${path}. ${hint}`, { details: { path } });
}

function realInside(path: string, root: string): string {
  const real = realpathSync(path);
  if (real === root || real.startsWith(root + sep)) return real;
  throw new InputError(
    'outside-workspace',
    `${path} lies outside the workspace ${root}; only files inside it are read. Copy it there, or choose another workspace.`,
    { details: { path } },
  );
}

function sizeOf(path: string): number {
  let stats: Stats;
  try {
    stats = statSync(path);
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw refused(path, error);
  }
  if (!stats.isFile())
    throw new InputError(
      'not-a-file',
      `${path} is not a file; name a file or a pattern such as ${path}/*.csv.`,
    );
  if (stats.size === 0)
    throw new InputError(
      'empty-file',
      `${path} is empty: it has no header and no rows. Give a file with data.`,
    );
  return stats.size;
}

function refused(path: string, cause: unknown): InputError {
  return new InputError(
    'no-permission',
    `${path} cannot be read (${(toError(cause) as NodeJS.ErrnoException).code ?? 'unknown'}); check who may read it.`,
    { cause, details: { path } },
  );
}

function formatOf(path: string, given?: TableFormat): { format: TableFormat; isGzip: boolean } {
  const name = basename(path).toLowerCase();
  const isGzip = name.endsWith('.gz');
  const ending = (isGzip ? name.slice(0, -3) : name).split('.').at(-1)!;
  const format = given ?? endings[ending];
  if (format !== undefined && !(isGzip && format === 'parquet')) return { format, isGzip };
  throw new InputError(
    'unknown-format',
    `${path} has no ending that tells its format; known are ${Object.keys(endings).join(', ')}, also with .gz (not Parquet). Say the format.`,
  );
}
