import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const code = 'if name is "x":\n    f()\n';

async function reviewed(): Promise<{ cwd: string; id: string }> {
  const cwd = makeWorkspace({ 'a.py': code });
  const { stdout } = await runInProcess(['review', 'a.py', '--json'], { cwd });
  return { cwd, id: (JSON.parse(stdout) as { recommendations: { id: string }[] }).recommendations[0]!.id };
}

describe('opsmith explain', () => {
  it('explains a finding by its id and by its place in the last review', async () => {
    const { cwd, id } = await reviewed();
    const byId = await runInProcess(['explain', id], { cwd });
    expect(byId).toMatchObject({ status: 0, stderr: '' });
    expect(byId.stdout).toMatch(/^high: `is` with a literal \(`a\.py`, line 1\)/);
    expect(byId.stdout).toContain('+if name == "x":');
    expect((await runInProcess(['explain', '1'], { cwd })).stdout).toBe(byId.stdout);
  });

  it('says that the code is gone', async () => {
    const { cwd, id } = await reviewed();
    writeFileSync(join(cwd, 'a.py'), 'pass\n');
    expect((await runInProcess(['explain', id], { cwd })).stdout).toContain('The code has changed since');
  });

  it('shows examples in the language that the finding was recorded with, also where there is no file', async () => {
    const cwd = makeWorkspace({ 'a.rb': 'def f(x)\n  eval(x)\nend\n' });
    const stdin = 'def f(x):\n    return eval(x)\n';
    await runInProcess(['review', '-', '--language', 'python'], { cwd, stdin });
    expect((await runInProcess(['explain', '1'], { cwd })).stdout).toContain('ast.literal_eval');
    await runInProcess(['review', 'a.rb'], { cwd });
    const before = (await runInProcess(['explain', '1'], { cwd })).stdout;
    rmSync(join(cwd, 'a.rb'));
    const after = (await runInProcess(['explain', '1'], { cwd })).stdout;
    const examples = (text: string) => text.slice(text.indexOf('What the rule finds'));
    expect(examples(after)).toBe(examples(before));
    expect(examples(after)).not.toContain('ast.');
  });

  it('explains a rule, in text and as JSON', async () => {
    const cwd = makeWorkspace();
    expect((await runInProcess(['explain', 'is-with-literal'], { cwd })).stdout).toContain('CWE-595');
    const { stdout } = await runInProcess(['explain', 'is-with-literal', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      finding: null,
      rule: { id: 'is-with-literal', origin: 'built-in' },
    });
  });

  it.each([
    ['is-with-literel', 'Did you mean "is-with-literal"?'],
    ['rec_0000000000', 'No review has recorded "rec_0000000000"'],
    ['7', 'no finding number 7'],
  ])('refuses %s', async (id, sentence) => {
    const { status, stderr } = await runInProcess(['explain', id], { cwd: makeWorkspace() });
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
  });

  it('is as deep in a conversation', async () => {
    const { cwd, id } = await reviewed();
    await runInProcess(['ask', 'review a.py', '--thread', 't'], { cwd });
    const second = await runInProcess(['ask', 'explain the first one', '--thread', 't'], { cwd });
    expect(second.stdout).toContain('**What it leaves alone**');
    expect(second.stdout).toContain('> 1 | if name is "x":');
    const byId = await runInProcess(['ask', `why is ${id} a problem?`], { cwd });
    expect(byId.stdout).toContain('**Why it matters**');
  });
});
