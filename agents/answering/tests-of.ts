import { basename, extname, join } from 'node:path';
import { entriesOf } from '../../src/host/index.ts';
import { inlineCode } from '../tools/figures.ts';

/** Entries looked at in all. */
const mostEntries = 20_000;
const mostNamed = 5;
const passedOver: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'build',
  'target',
  '__pycache__',
  'venv',
]);

/** What can be told of a file's tests without running any: test files by their names. And what cannot. */
export function testsOf(path: string, workspace: string): string {
  const stem = basename(path, extname(path)).toLowerCase();
  const named = new Set([
    ...['.test', '.spec', '-test', '_test', '-spec', '_spec', 'test', 'tests'].map((end) => stem + end),
    ...['test_', 'test-', 'test', 'spec_'].map((start) => start + stem),
  ]);
  const { found, isWhole } = filesNamed(named, workspace);
  const shown = found.slice(0, mostNamed).map(inlineCode).join(', ');
  const more = found.length > mostNamed ? ` and ${found.length - mostNamed} more` : '';
  const by =
    found.length === 0
      ? `No file${isWhole ? '' : ' of those looked through'} is named as a test of ${inlineCode(path)} (such as ${inlineCode(`${stem}.test${extname(path)}`)}); a test of another name may use it all the same.`
      : `${shown}${more} ${found.length === 1 ? 'is named as a test' : 'are named as tests'} of ${inlineCode(path)}.`;
  return `${by} Whether something in it is left untested, no name tells: that takes a coverage report, which your test runner writes (lcov, Cobertura, coverage.json). Where there is one, “coverage of ${path}” says which share of its lines tests run. Whether those tests check the right things, I cannot tell.`;
}

/** The files whose names without their ending are among these, level by level. */
function filesNamed(named: ReadonlySet<string>, workspace: string): { found: string[]; isWhole: boolean } {
  const found: string[] = [];
  const folders = [''];
  let left = mostEntries;
  for (let index = 0; index < folders.length && left > 0; index += 1) {
    const folder = folders[index]!;
    const entries = entriesOf(join(workspace, folder));
    left -= entries.length;
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!passedOver.has(entry.name)) folders.push(path);
      } else if (named.has(basename(path, extname(path)).toLowerCase())) found.push(path);
    }
  }
  return { found, isWhole: left > 0 };
}
