import { describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const code = 'function f(a) {\n  return a ? 1 : 2;\n}\n';
const json = async <T>(words: string[], options: Parameters<typeof runInProcess>[1]) => {
  const ran = await runInProcess(words, options);
  return { ...ran, document: JSON.parse(ran.stdout) as T };
};

interface Turn {
  run: string;
  thread: string | null;
  status: string;
  decidedBy: string;
  answer: string;
  steps: { agent: string; action: string; arguments: object }[];
  results: { status: string; data: unknown }[];
}

describe('opsmith ask', () => {
  it('answers in Markdown, or with everything as one JSON document', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const text = await runInProcess(['ask', 'measure a.js'], { cwd });
    expect(text).toMatchObject({ status: 0, stderr: '' });
    expect(text.stdout).toContain('| cyclomatic complexity | 2 |');
    const { document } = await json<Turn>(['ask', 'measure', 'a.js', '--json'], { cwd });
    expect(document).toMatchObject({ status: 'done', decidedBy: 'policy' });
    expect(document.steps).toEqual([
      { agent: 'code-analyst', action: 'measure_code', arguments: { paths: ['a.js'] } },
    ]);
    expect(document.results).toMatchObject([{ status: 'done' }]);
  });

  it('quotes words with spaces again, as the shell had them', async () => {
    const cwd = makeWorkspace({ 'my file.js': code });
    const { document } = await json<Turn>(['ask', 'measure', 'my file.js', '--json'], { cwd });
    expect(document.steps).toMatchObject([{ arguments: { paths: ['my file.js'] } }]);
  });

  it('takes up a thread', async () => {
    const cwd = makeWorkspace({ 'a.js': code, 'b.js': code });
    await runInProcess(['ask', 'measure b.js', '--thread', 'work'], { cwd });
    const { document } = await json<Turn>(['ask', 'review it', '--thread', 'work', '--json'], { cwd });
    expect(document.thread).toBe('work');
    expect(document.steps).toMatchObject([{ action: 'review_code', arguments: { paths: ['b.js'] } }]);
  });

  it('plans without doing anything', async () => {
    const cwd = makeWorkspace();
    const { document } = await json<Turn>(['ask', '--plan-only', '--json', 'profile churn.csv'], { cwd });
    expect(Object.keys(document)).toEqual(['thread', 'decidedBy', 'steps']);
    expect(document.steps).toEqual([
      { agent: 'data-collector', action: 'profile_dataset', arguments: { data: 'churn.csv' } },
    ]);
    expect((await json<{ runs: unknown[] }>(['runs', 'list', '--json'], { cwd })).document.runs).toEqual([]);
    const text = await runInProcess(['ask', '--plan-only', 'profile churn.csv'], { cwd });
    expect(text.stdout).toMatch(
      /^1\. data-collector profile_dataset {"data":"churn\.csv"}\nplanned by policy/,
    );
  });

  it('plans the lines of a file, in their order', async () => {
    const cwd = makeWorkspace({
      'in.jsonl': '{"id": "1", "input": "measure a.js"}\n\n{"id": "2", "input": "profile churn.csv"}\r\n',
      'bad.jsonl': '{"input": "measure a.js"}\n{"text": "x"}\n',
    });
    const { document } = await json<Turn[]>(['ask', '--plan-only', '--json', '--batch', 'in.jsonl'], { cwd });
    expect(document.map(({ steps }) => steps[0]!.action)).toEqual(['measure_code', 'profile_dataset']);
    const bad = await runInProcess(['ask', '--plan-only', '--batch', 'bad.jsonl'], { cwd });
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain('bad.jsonl:2');
    const folder = await runInProcess(['ask', '--plan-only', '--batch', '.'], { cwd });
    expect(folder.stderr).toBe(`opsmith: ${cwd} is a folder, and a file was expected.\n`);
    expect(folder.status).toBe(2);
  });

  it('reads its text from standard input', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const { document } = await json<Turn>(['ask', '-', '--json'], { cwd, stdin: 'measure a.js\n' });
    expect(document.steps).toMatchObject([{ action: 'measure_code' }]);
  });

  it('ends with 2 when the work fails for its input, and says so in the document', async () => {
    const { status, document } = await json<Turn>(['ask', 'measure none.js', '--json'], {
      cwd: makeWorkspace(),
    });
    expect(status).toBe(2);
    expect(document).toMatchObject({
      status: 'failed',
      results: [{ status: 'failed', error: { code: expect.any(String) } }],
    });
  });

  it('ends with 1 when the work fails otherwise', async () => {
    const { status } = await json<Turn>(['ask', 'profile churn.csv', '--json'], { cwd: makeWorkspace() });
    expect(status).toBe(1);
  });

  it('does not leave the working directory', async () => {
    const { status, stdout } = await runInProcess(['ask', 'measure /etc/hostname'], { cwd: makeWorkspace() });
    expect(status).toBe(2);
    expect(stdout).toContain('outside of the workspace');
  });
});

describe('agents, workflows and runs', () => {
  it('lists agents with their actions', async () => {
    const { document } = await json<{
      agents: { name: string; actions: { name: string; isBuilt: boolean }[] }[];
    }>(['agent', 'list', '--json'], { cwd: makeWorkspace() });
    expect(document.agents).toHaveLength(8);
    const actions = document.agents.flatMap((agent) =>
      agent.actions.map(({ name }) => `${agent.name}.${name}`),
    );
    expect(actions).toContain('code-analyst.review_code');
    const { stdout } = await runInProcess(['agent', 'list'], { cwd: makeWorkspace() });
    expect(stdout).toContain('measure_code [paths?, code?');
  });

  it('says of an action only then that it is not built when nothing does it', async () => {
    const { document } = await json<{ agents: { actions: { name: string; isBuilt: boolean }[] }[] }>(
      ['agent', 'list', '--json'],
      { cwd: makeWorkspace() },
    );
    const built = document.agents
      .flatMap(({ actions }) => actions.filter(({ isBuilt }) => isBuilt))
      .map(({ name }) => name);
    expect(built).toEqual(expect.arrayContaining(['measure_code', 'review_code', 'train_model']));
    expect(built).not.toContain('check_drift');
  });

  it('runs one agent by itself, with arguments from the line or a file', async () => {
    const cwd = makeWorkspace({ 'a.js': code, 'in.json': '{"paths": ["a.js"]}' });
    for (const input of ['{"paths": ["a.js"]}', '@in.json']) {
      const words = ['agent', 'run', 'code-analyst', '--action', 'measure_code', '--input', input, '--json'];
      const { status, document } = await json<Turn>(words, { cwd });
      expect(status).toBe(0);
      expect(document).toMatchObject({ status: 'done', steps: [{ action: 'measure_code' }] });
    }
  });

  it('refuses arguments that an action does not take', async () => {
    const words = ['agent', 'run', 'code-analyst', '--action', 'measure_code', '--input', '{"path": "a.js"}'];
    const { status, stderr } = await runInProcess(words, { cwd: makeWorkspace() });
    expect(status).toBe(2);
    expect(stderr).toContain('path');
  });

  it('lists and runs workflows', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const { document } = await json<{ workflows: { name: string }[] }>(['workflow', 'list', '--json'], {
      cwd,
    });
    expect(document.workflows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['supervisor', 'review']),
    );
    const words = ['workflow', 'run', 'supervisor', '--input', '{"text": "measure a.js"}', '--json'];
    expect((await json<Turn>(words, { cwd })).document).toMatchObject({ status: 'done' });
  });

  it('shows what happened in a run, also by the beginning of its id', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const { document } = await json<Turn>(['ask', 'measure a.js', '--json'], { cwd });
    const { stdout } = await runInProcess(['runs', 'show', document.run.slice(0, 10)], { cwd });
    expect(stdout).toMatch(/asked measure a\.js/);
    expect(stdout).toMatch(/plan by policy/);
    expect(stdout).toMatch(/measure_code ok/);
    expect(stdout).toMatch(/end done after/);
    const shown = await json<{ run: { id: string }; events: { type: string }[] }>(
      ['runs', 'show', document.run, '--json'],
      { cwd },
    );
    expect(shown.document.events[0]).toMatchObject({ type: 'run-start' });
    expect(shown.document.events.at(-1)).toMatchObject({ type: 'run-end' });
  });

  it('gives the result of a run that is over again', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const { document } = await json<Turn>(['ask', 'measure a.js', '--json'], { cwd });
    const again = await json<Turn>(['runs', 'resume', document.run, '--json'], { cwd });
    expect(again.document).toMatchObject({ run: document.run, status: 'done', answer: document.answer });
  });
});

describe('opsmith eval', () => {
  it('runs a suite over any data set, and compares it with an earlier report', async () => {
    const line = (id: string, action: string) =>
      JSON.stringify({
        id,
        input: 'measure a.js',
        expected: { agents: ['code-analyst'], agent: 'code-analyst', action },
      });
    const cwd = makeWorkspace({
      'good.jsonl': `${line('1', 'measure_code')}\n`,
      'bad.jsonl': `${line('1', 'review_code')}\n`,
    });
    const first = await runInProcess(['eval', 'routing', '--dataset', 'good.jsonl', '--json'], { cwd });
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      suites: [{ suite: 'routing', cases: 1, passed: 1, score: 1 }],
      baseline: null,
    });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${cwd}/before.json`, first.stdout);
    const worse = await runInProcess(
      ['eval', 'routing', '--dataset', 'bad.jsonl', '--baseline', 'before.json'],
      { cwd },
    );
    expect(worse.status).toBe(1);
    expect(worse.stdout).toContain('routing: 0 of 1 case passed');
    expect(worse.stdout).toContain('fail now: 1');
  });

  it('refuses a suite that is not there', async () => {
    const { status, stderr } = await runInProcess(['eval', 'rooting'], { cwd: makeWorkspace() });
    expect(status).toBe(2);
    expect(stderr).toContain('routing');
  });
});
