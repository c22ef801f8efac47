import type { PathKind } from './facts.ts';

const kinds: readonly (readonly [PathKind, RegExp])[] = [
  [
    'generated',
    /(^|\/)(dist|build|generated|vendor|third[_-]party|node_modules)\/|\.min\.[a-z]+$|[._]pb2?\.|\.g\.|\.generated\./u,
  ],
  [
    'test',
    /(^|\/)(tests?|__tests__|specs?|testdata|fixtures?|e2e)\/|[._-](test|spec)s?\.|(^|\/)test_|_test\./u,
  ],
  ['example', /(^|\/)(examples?|samples?|demos?|tutorials?|playground)\//u],
  ['documentation', /(^|\/)docs?\//u],
  ['script', /(^|\/)(scripts?|tools?|bin|bench(marks?)?|tasks?|ci|\.github)\/|(^|\/)[^/]*\.config\.[a-z]+$/u],
];

/** What a path's words say of its file; `/` between the parts. */
export function pathKindOf(path: string): PathKind {
  const lower = path.toLowerCase();
  return kinds.find(([, pattern]) => pattern.test(lower))?.[0] ?? 'source';
}

/** The folder of a path, its first two parts at most; `.` for a file at the top. */
export function areaOf(path: string): string {
  const folders = path
    .split('/')
    .slice(0, -1)
    .filter((part) => part !== '' && part !== '.');
  return folders.length === 0 ? '.' : folders.slice(0, 2).join('/');
}
