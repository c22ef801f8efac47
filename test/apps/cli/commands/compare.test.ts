import { describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const old = 'function f(a) {\n  return eval(a);\n}\n';
const young = 'function f(a) {\n  return JSON.parse(a);\n}\n';
const files = { 'old.js': old, 'new.js': young };

describe('opsmith compare', () => {
  it('says which version is better, and why', async () => {
    const { status, stdout, stderr } = await runInProcess(['compare', 'old.js', 'new.js'], {
      cwd: makeWorkspace(files),
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^The new version is better\. Gone: Data run as code \(medium, line 2\)/);
    expect(stdout).toContain('Findings that are gone:');
  });

  it('prints one JSON document, the same the other way round', async () => {
    const cwd = makeWorkspace(files);
    const there = JSON.parse((await runInProcess(['compare', 'old.js', 'new.js', '--json'], { cwd })).stdout);
    const back = JSON.parse((await runInProcess(['compare', 'new.js', 'old.js', '--json'], { cwd })).stdout);
    expect(there).toMatchObject({ verdict: 'better', decidedBy: 'policy', findings: { new: [] } });
    expect(back).toMatchObject({ verdict: 'worse', findings: { gone: [] } });
    expect(back.figures.score.change).toBe(-there.figures.score.change);
  });

  it('takes one version from standard input, in the language of the other', async () => {
    const { status, stdout } = await runInProcess(['compare', '-', 'new.js', '--json'], {
      cwd: makeWorkspace(files),
      stdin: old,
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'better',
      findings: { gone: [{ rule: 'eval-of-data' }] },
    });
  });

  it.each([40, 20])('fits %i columns', async (columns) => {
    const { stdout } = await runInProcess(['compare', 'old.js', 'new.js'], {
      cwd: makeWorkspace(files),
      columns,
      env: { NO_COLOR: '1' },
    });
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
  });

  it.each([
    [['compare', '-', '-'], 'Standard input is one text'],
    [['compare', 'old.js', 'gone.js'], 'gone.js'],
    [['compare', 'old.js', ''], 'empty path'],
  ])('refuses %j', async (words, sentence) => {
    const { status, stderr } = await runInProcess(words, { cwd: makeWorkspace(files), stdin: old });
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
  });

  it('is what a conversation does with two pieces of code', async () => {
    const text = `is the second version better?\n\`\`\`js\n${old}\`\`\`\n\`\`\`js\n${young}\`\`\``;
    const { status, stdout } = await runInProcess(['ask', text, '--json'], { cwd: makeWorkspace() });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      steps: [{ action: 'compare_code', arguments: { oldCode: old.trimEnd(), newCode: young.trimEnd() } }],
      results: [{ status: 'done', data: { verdict: 'better' } }],
    });
  });
});
