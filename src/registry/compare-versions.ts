import { isDeepStrictEqual } from 'node:util';
import type { ModelVersion } from './model-version.ts';
import { comparableOf } from './versions/comparable.ts';
import { proposeVersion } from './versions/propose-version.ts';

/** How two versions differ. */
export interface VersionComparison {
  first: string;
  second: string;
  /** Of every metric that one of them has, on the rows that each was tested on: not the same ones, unless `sameData`. */
  metrics: { metric: string; first: number | null; second: number | null; difference: number | null }[];
  /** Whether both say that they were trained on the same table. */
  sameData: boolean;
  /** What changed from the first to the second, a sentence each. */
  changes: string[];
  /** Files that only one of them has, or that differ. */
  files: { path: string; change: 'added' | 'removed' | 'changed' }[];
}

/** Compares what the registry knows of two versions, of one model or of two. */
export function compareRecords(first: ModelVersion, second: ModelVersion): VersionComparison {
  const names = [...new Set([...Object.keys(first.metrics), ...Object.keys(second.metrics)])].sort();
  const data = comparableOf(first.record).data;
  return {
    first: first.id,
    second: second.id,
    metrics: names.map((metric) => {
      const [one, other] = [first.metrics[metric] ?? null, second.metrics[metric] ?? null];
      return {
        metric,
        first: one,
        second: other,
        difference: one === null || other === null ? null : other - one,
      };
    }),
    sameData: data !== null && data === comparableOf(second.record).data,
    changes: isDeepStrictEqual(comparableOf(first.record), comparableOf(second.record))
      ? []
      : proposeVersion(second.record, {
          version: first.version,
          record: first.record,
          highest: first.version,
        }).reasons,
    files: changedFiles(first, second),
  };
}

function changedFiles(first: ModelVersion, second: ModelVersion): VersionComparison['files'] {
  const before = new Map(first.artifact.files.map(({ path, sha256 }) => [path, sha256]));
  const after = new Map(second.artifact.files.map(({ path, sha256 }) => [path, sha256]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .flatMap((path): VersionComparison['files'] => {
      if (!before.has(path)) return [{ path, change: 'added' }];
      if (!after.has(path)) return [{ path, change: 'removed' }];
      return before.get(path) === after.get(path) ? [] : [{ path, change: 'changed' }];
    });
}
