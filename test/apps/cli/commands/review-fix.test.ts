import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { patchedBy } from '../../../src/code/fixes/programs.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const wrong = 'if a is "x":\n    f()\n';
const copy = 'const copy = JSON.parse(JSON.stringify(value));\n';
const files = { 'src/a.py': wrong, 'src/b.js': copy };

const read = (cwd: string, name: string) => readFileSync(join(cwd, name), 'utf8');

describe('opsmith review --fix', () => {
  it('shows the patch and writes nothing', async () => {
    const cwd = makeWorkspace(files);
    const { status, stdout } = await runInProcess(['review', 'src', '--fix'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain(
      '--- a/src/a.py\n+++ b/src/a.py\n@@ -1,2 +1,2 @@\n-if a is "x":\n+if a == "x":\n',
    );
    expect(stdout).toMatch(/1 finding in 1 file would be mended\. Nothing was written/);
    expect(read(cwd, 'src/a.py')).toBe(wrong);
  });

  it('shows long lines whole where no terminal cuts them, so that what is piped is a patch', async () => {
    const long = `if a is "x": call(${"'argument', ".repeat(20)}1)\n`;
    const cwd = makeWorkspace({ 'a.py': long });
    const { stdout } = await runInProcess(['review', 'a.py', '--fix'], { cwd });
    const patch = stdout.slice(0, stdout.indexOf('\n\n') + 1);
    expect(patchedBy('git', { 'a.py': long }, patch)).toEqual({ 'a.py': long.replace('is', '==') });
  });

  it('mends the files with --write, and only what is safe', async () => {
    const cwd = makeWorkspace(files);
    const { status, stdout } = await runInProcess(['review', 'src', '--fix', '--write'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain('Mended 1 finding in 1 file.');
    expect(read(cwd, 'src/a.py')).toBe('if a == "x":\n    f()\n');
    expect(read(cwd, 'src/b.js')).toBe(copy);
    const again = await runInProcess(['review', 'src', '--fix', '--write'], { cwd });
    expect(again.stdout).toContain('Nothing here can be mended safely');
  });

  it('holds the gates against what is left', async () => {
    const gate = ['review', 'src/a.py', '--fail-on', 'high', '--fix'];
    const cwd = makeWorkspace(files);
    expect((await runInProcess(gate, { cwd })).status).toBe(1);
    expect((await runInProcess([...gate, '--write'], { cwd })).status).toBe(0);
  });

  it('prints the review and what was mended as one JSON document', async () => {
    const cwd = makeWorkspace(files);
    const { stdout } = await runInProcess(['review', 'src', '--fix', '--json'], { cwd });
    const document = JSON.parse(stdout) as { recommendations: unknown[]; fixes: unknown[] };
    expect(document.recommendations).toHaveLength(2);
    expect(document.fixes).toMatchObject([
      { path: 'src/a.py', written: false, changes: [{ rule: 'is-with-literal', line: 1, fix: 'safe' }] },
    ]);
  });

  it('writes everything that has a mend as one patch, which applies', async () => {
    const cwd = makeWorkspace(files);
    const { status, stdout } = await runInProcess(['review', 'src', '--patch', 'all.patch'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain('git apply all.patch');
    const mended = {
      'src/a.py': 'if a == "x":\n    f()\n',
      'src/b.js': 'const copy = structuredClone(value);\n',
    };
    expect(patchedBy('git', files, read(cwd, 'all.patch'))).toEqual(mended);
    expect(patchedBy('patch', files, read(cwd, 'all.patch'))).toEqual(mended);
    const piped = await runInProcess(['review', 'src', '--patch', '-'], { cwd });
    expect(piped.stdout).toBe(read(cwd, 'all.patch'));
  });

  it.each([
    [['review', 'src', '--write'], '--write goes with --fix'],
    [['review', '-', '--fix'], 'no file to mend'],
    [['review', 'src', '--fix', '--format', 'sarif'], 'print text or JSON'],
    [['review', 'src', '--patch', 'no/such/folder/x.patch'], 'no/such/folder'],
  ])('refuses %j', async (words, sentence) => {
    const { status, stderr } = await runInProcess(words, { cwd: makeWorkspace(files), stdin: wrong });
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
