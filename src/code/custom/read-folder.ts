/** The files of `.opsmith/rules/` and `.opsmith/metrics/`, read as data: whatever is wrong with one, the others count. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { z } from 'zod';
import { toError } from '../../errors/index.ts';
import { explainIssue } from './explain-issue.ts';

/** A rule is a page of text; what is larger is something else. */
const largestBytes = 256 * 1024;
const mostFiles = 2_000;
const mostLevels = 40;
/** Sentences about one file; the rest follows when those are mended. */
const mostProblems = 5;

/** A file that can't be used, and why: `reason` completes "PATH was left out: …". */
export interface FileProblem {
  /** Relative to the workspace, with `/`. */
  path: string;
  reason: string;
}

/** A file that holds what it should. */
export interface DataFile<Value> {
  path: string;
  value: Value;
  /** The line of a place in the file, from 1; null where it is not known. */
  lineOf: (path: readonly PropertyKey[]) => number | null;
}

export interface ReadFolderOptions<Value> {
  /** Absolute. What links lead to must lie in it or in `folder`. */
  workspace: string;
  /** Absolute. A folder that does not exist holds nothing. */
  folder: string;
  schema: z.ZodType<Value>;
}

/** Reads every `.yaml`, `.yml` and `.json` of the folder, in the order of their names. */
export async function readFolder<Value>(
  options: ReadFolderOptions<Value>,
): Promise<{ files: DataFile<Value>[]; problems: FileProblem[] }> {
  const files: DataFile<Value>[] = [];
  const problems: FileProblem[] = [];
  for (const name of namesIn(options.folder)) {
    const absolute = join(options.folder, name);
    const path = shownPath(options.workspace, absolute);
    try {
      files.push(await readDataFile(absolute, path, options));
    } catch (thrown) {
      if (!(thrown instanceof FileRefused)) throw thrown;
      problems.push({ path, reason: thrown.message });
    }
  }
  return { files, problems };
}

/** Thrown within this folder for a file that can't be used. */
export class FileRefused extends Error {}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder)
      .filter((name) => /\.(ya?ml|json)$/.test(name) && !name.startsWith('.'))
      .sort()
      .slice(0, mostFiles);
  } catch {
    // A file in the folder's place, or no permission: there are no rules to be had there.
    return [];
  }
}

/** A path as messages name it: relative where it lies in the workspace. */
export function shownPath(workspace: string, absolute: string): string {
  const way = relative(workspace, absolute);
  return (way.startsWith('..') || isAbsolute(way) ? absolute : way).split(sep).join('/');
}

async function readDataFile<Value>(
  absolute: string,
  path: string,
  { workspace, folder, schema }: ReadFolderOptions<Value>,
): Promise<DataFile<Value>> {
  const text = readText(absolute, [workspace, ...(isInside(folder, workspace) ? [] : [folder])]);
  const { value, lineOf } = await parse(text, path);
  // Deeper than any rule, and deep enough to use up the stack of whoever goes through it.
  if (isDeeperThan(value, mostLevels)) throw new FileRefused(`it is nested deeper than ${mostLevels} levels`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return { path, value: parsed.data, lineOf };
  const sentences = parsed.error.issues.flatMap((issue) => explainIssue(issue, value, lineOf));
  const shown = sentences.slice(0, mostProblems);
  if (sentences.length > shown.length) shown.push(`${sentences.length - shown.length} more`);
  throw new FileRefused(shown.join('; '));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function readText(absolute: string, roots: readonly string[]): string {
  let bytes: Buffer;
  try {
    const real = realpathSync(absolute);
    if (!roots.some((root) => existsSync(root) && isInside(real, realpathSync(root))))
      throw new FileRefused('it is a symbolic link that leads out of the workspace');
    const descriptor = openSync(real, 'r');
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw new FileRefused('it is no file');
      if (stats.size > largestBytes)
        throw new FileRefused(
          `it is ${(stats.size / 1024 / 1024).toFixed(1)} MiB, and such a file may have ${largestBytes / 1024} KiB`,
        );
      bytes = readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (thrown) {
    if (thrown instanceof FileRefused) throw thrown;
    throw new FileRefused(
      `it can't be read (${(thrown as NodeJS.ErrnoException).code ?? toError(thrown).message})`,
    );
  }
  if (bytes.includes(0)) throw new FileRefused('it is not text: it holds NUL bytes');
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** What the parser itself can't cope with, such as ten thousand brackets, is the file's fault. */
function readDocuments<Documents>(work: () => Documents): Documents {
  try {
    return work();
  } catch (thrown) {
    throw new FileRefused(`it is no YAML that can be read: ${toError(thrown).message}`);
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

async function parse(
  text: string,
  path: string,
): Promise<{ value: unknown; lineOf: DataFile<unknown>['lineOf'] }> {
  const { LineCounter, parseAllDocuments } = await import('yaml');
  const isJson = path.endsWith('.json');
  if (isJson) {
    try {
      JSON.parse(text);
    } catch (thrown) {
      throw new FileRefused(`it is no JSON: ${toError(thrown).message}`);
    }
  }
  const lines = new LineCounter();
  // JSON is YAML too, and this parser knows where each value stands.
  const documents = readDocuments(() =>
    parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, strict: true }),
  );
  const [document, another] = 'empty' in documents ? [] : documents;
  if (document === undefined) throw new FileRefused('it is empty');
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    const what = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
    throw new FileRefused(
      `it is no ${isJson ? 'JSON' : 'YAML'}: ${what}${line === undefined ? '' : ` (line ${line})`}`,
    );
  }
  if (another !== undefined) throw new FileRefused('it holds several documents; one file is one of them');
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (thrown) {
    throw new FileRefused(`it is no YAML that can be read: ${toError(thrown).message}`);
  }
  return {
    value,
    lineOf(place) {
      for (let length = place.length; length >= 0; length -= 1) {
        const node = document.getIn(place.slice(0, length), true) as
          | { range?: [number, number, number] }
          | undefined;
        if (node?.range) return lines.linePos(node.range[0]).line;
      }
      return null;
    },
  };
}
