import { basename, extname } from 'node:path';
import { inlineCode } from '../tools/figures.ts';
import { walkWorkspace } from './walk-workspace.ts';

/** Entries looked at in all. */
const mostEntries = 20_000;
const mostNamed = 5;

/** What can be told of a file's tests without running any: test files by their names. And what cannot. */
export function testsOf(path: string, workspace: string): string {
  const stem = basename(path, extname(path)).toLowerCase();
  const named = new Set([
    ...['.test', '.spec', '-test', '_test', '-spec', '_spec', 'test', 'tests'].map((end) => stem + end),
    ...['test_', 'test-', 'test', 'spec_'].map((start) => start + stem),
  ]);
  const { files, isWhole } = walkWorkspace(workspace, mostEntries);
  const found = files.filter((file) => named.has(basename(file, extname(file)).toLowerCase()));
  const shown = found.slice(0, mostNamed).map(inlineCode).join(', ');
  const more = found.length > mostNamed ? ` and ${found.length - mostNamed} more` : '';
  const by =
    found.length === 0
      ? `No file${isWhole ? '' : ' of those looked through'} is named as a test of ${inlineCode(path)} (such as ${inlineCode(`${stem}.test${extname(path)}`)}); a test of another name may use it all the same.`
      : `${shown}${more} ${found.length === 1 ? 'is named as a test' : 'are named as tests'} of ${inlineCode(path)}.`;
  return `${by} Whether something in it is left untested, no name tells: that takes a coverage report, which your test runner writes (lcov, Cobertura, coverage.json). Where there is one, “coverage of ${path}” says which share of its lines tests run. Whether those tests check the right things, I cannot tell.`;
}
