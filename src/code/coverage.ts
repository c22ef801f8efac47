/** Line coverage from the reports that test runners leave: lcov's tracefile and Cobertura's XML. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { InputError, toError } from '../errors/index.ts';
import { readLcov } from './coverage-lcov.ts';
import { rounded } from './halstead.ts';
import type { MeasuredFile } from './types.ts';

/** Hits by line, by the file's path as the report has it. */
export type LineHits = Map<string, Map<number, number>>;

/** A report: hits by line, by absolute path. */
export type Coverage = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Where test runners put their reports, the first that is there counts. */
const usualPlaces = [
  'coverage/lcov.info',
  'lcov.info',
  'coverage/cobertura-coverage.xml',
  'coverage/cobertura.xml',
  'coverage/coverage.xml',
  'coverage.xml',
  'cobertura.xml',
  'cobertura-coverage.xml',
  'target/site/cobertura/coverage.xml',
  'build/reports/cobertura.xml',
];
const largestReportBytes = 200 * 1024 * 1024;

export interface CoverageOptions {
  report?: string | undefined;
  directory: string;
  workspace?: string | undefined;
}

/** Where a report may lie, absolute, in the order of preference. */
export function coveragePlaces({ report, directory, workspace }: CoverageOptions): string[] {
  if (report !== undefined) return [resolve(directory, report)];
  const folders = new Set([directory, workspace ?? directory]);
  return [...folders].flatMap((folder) => usualPlaces.map((place) => join(folder, place)));
}

/**
 * Reads a report, or the first in a usual place of `directory` and `workspace`; null where there is none. One that was
 * found but can't be understood counts as none.
 *
 * @throws InputError `coverage-unreadable` when the named report is missing or neither lcov nor Cobertura.
 */
export async function readCoverage({
  report,
  directory,
  workspace,
}: CoverageOptions): Promise<Coverage | null> {
  if (report !== undefined) return parseReport(resolve(directory, report), directory);
  for (const folder of new Set([directory, workspace ?? directory])) {
    for (const place of usualPlaces) {
      const path = join(folder, place);
      if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
      try {
        return await parseReport(path, folder);
      } catch {
        // Somebody else's coverage.xml.
      }
    }
  }
  return null;
}

async function parseReport(path: string, root: string): Promise<Coverage> {
  try {
    if (statSync(path).size > largestReportBytes) throw new Error('it is over 200 MiB');
    const text = readFileSync(path, 'utf8');
    const isXml = /^\ufeff?\s*</.test(text);
    // The XML parser is loaded for XML.
    const { hits, roots } = isXml
      ? (await import('./coverage-cobertura.ts')).readCobertura(text)
      : { hits: readLcov(text), roots: [] };
    return absolutePaths(hits, [
      ...roots.map((each) => resolve(root, each)),
      root,
      dirname(path),
      dirname(dirname(path)),
    ]);
  } catch (thrown) {
    throw new InputError(
      'coverage-unreadable',
      `The coverage report ${path} can't be used: ${toError(thrown).message}. Give an lcov tracefile or a Cobertura XML file.`,
      { cause: thrown },
    );
  }
}

/** Reports name files from where the tests ran: the first root under which a file is there counts. */
function absolutePaths(hits: LineHits, roots: readonly string[]): Coverage {
  const coverage = new Map<string, Map<number, number>>();
  for (const [path, lines] of hits) {
    const places = isAbsolute(path) ? [path] : roots.map((root) => resolve(root, path));
    const place =
      places.find((each) => statSync(each, { throwIfNoEntry: false }) !== undefined) ?? places[0]!;
    const merged = coverage.get(place) ?? new Map<number, number>();
    for (const [line, count] of lines) merged.set(line, Math.max(merged.get(line) ?? 0, count));
    coverage.set(place, merged);
  }
  return coverage;
}

/** Sets `testCoverage` to the share of the file's coverable lines that a test ran; null where the report has none. */
export function applyCoverage(coverage: Coverage, file: MeasuredFile, absolute: string): void {
  const lines = coverage.get(absolute);
  if (!lines || lines.size === 0) return;
  let covered = 0;
  for (const hits of lines.values()) if (hits > 0) covered++;
  file.metrics.testCoverage = rounded(covered / lines.size);
}
