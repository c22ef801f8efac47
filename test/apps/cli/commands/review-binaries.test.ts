import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

it('files that are no text and are not called like code are counted once, and are no error', async () => {
  const cwd = makeWorkspace({
    'src/a.js': 'export const a = 1;\n',
    'src/notes.unknown': 'text',
    'README.md': '# x\n',
  });
  mkdirSync(join(cwd, 'src/images'));
  for (const name of ['one.png', 'two.png', 'tool'])
    writeFileSync(join(cwd, 'src/images', name), Buffer.from([0x89, 0x50, 0, 0, 1, 2, 3]));
  const json = await runInProcess(['review', '.', '--json'], { cwd });
  expect(json.status).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({ passedOver: { binary: 3, builds: [] }, skipped: [] });
  const text = await runInProcess(['review', '.'], { cwd });
  expect(text).toMatchObject({ status: 0 });
  expect(text.stderr.match(/no text/g)).toHaveLength(1);
  expect(text.stderr).toContain('3 files are no text and were passed over.');
  const none = await runInProcess(['review', 'src/a.js', '--json'], { cwd });
  expect(JSON.parse(none.stdout)).not.toHaveProperty('passedOver');
  expect(none.stderr).not.toContain('no text');
  const asked = await runInProcess(['ask', 'review src'], { cwd });
  expect(asked.stdout).toContain('3 files are no text and were passed over.');
});

it('a folder of what a build makes is told of, since nothing in it was looked at', async () => {
  const cwd = makeWorkspace({ 'a.js': 'export const a = 1;\n', 'dist/a.js': 'eval(b);\n' });
  const { stdout, stderr } = await runInProcess(['review', '.', '--json'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    passedOver: { binary: 0, builds: ['dist'] },
    recommendations: [],
  });
  expect(stderr).toContain('`dist`: a folder of what a build makes, not looked into; name it to review it.');
});
