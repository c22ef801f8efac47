import { expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

interface Entry {
  key: string;
  text: string;
  metadata: Record<string, unknown>;
}

function workspace(settings: object = {}) {
  const cwd = makeWorkspace({
    'opsmith.config.json': JSON.stringify({ learning: { developer: 'ann' }, ...settings }),
    'src/a.js': 'export function run(text) {\n  return eval(text);\n}\n',
  });
  const opsmith = (...argv: string[]) => runInProcess(argv, { cwd });
  const remembered = async (namespace: string): Promise<Entry[]> =>
    JSON.parse((await opsmith('memory', 'list', namespace, '--json')).stdout).entries;
  const reviewed = async (): Promise<{ id: string }[]> =>
    JSON.parse((await opsmith('review', 'src', '--json')).stdout).recommendations;
  return { opsmith, remembered, reviewed };
}

it('remembers what a review found, and then what became of it', async () => {
  const { opsmith, remembered, reviewed } = workspace();
  const [found] = await reviewed();
  expect(await remembered('findings')).toContainEqual(
    expect.objectContaining({
      key: found!.id,
      text: expect.stringContaining('nobody has judged it yet'),
      metadata: expect.objectContaining({ file: 'src/a.js', verdict: 'none' }),
    }),
  );
  await opsmith('feedback', found!.id, 'reject', '--comment', 'the password is hunter22!');
  await reviewed();
  const judged = (await remembered('findings')).find(({ key }) => key === found!.id)!;
  expect(judged.text).toMatch(/was rejected: the password is \[secret\]$/);
  expect(judged.metadata).toMatchObject({ verdict: 'reject', developer: 'ann' });
});

it('remembers a turn of a conversation, and shows it as evidence when it is asked for', async () => {
  const { opsmith, remembered } = workspace();
  expect((await opsmith('ask', 'review src/a.js')).status).toBe(0);
  const [turn] = await remembered('conversations');
  expect(turn!.text).toMatch(/^Asked: review src\/a\.js\nAnswered: /);
  expect(turn!.metadata).toMatchObject({ kind: 'conversation', actions: 'review_code' });
  expect((await remembered('findings')).length).toBeGreaterThan(0);
  const { stdout } = await opsmith('ask', 'what do you remember about the review of src/a.js');
  expect(stdout).toContain(`conversations/${turn!.key}`);
  // To look something up is nothing new.
  expect(await remembered('conversations')).toHaveLength(1);
});

it('remembers nothing by itself where it is told not to', async () => {
  const { opsmith, reviewed } = workspace({ memory: { automatic: false } });
  const [found] = await reviewed();
  await opsmith('feedback', found!.id, 'accept');
  await opsmith('ask', 'review src/a.js');
  expect(JSON.parse((await opsmith('memory', 'stats', '--json')).stdout).namespaces).toEqual([]);
});
