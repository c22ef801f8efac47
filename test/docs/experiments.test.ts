import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { splitWords } from '../../apps/cli/repl/words.ts';
import { attributes } from '../../src/experiments/search/parse.ts';
import { runInProcess } from '../apps/cli/run-in-process.ts';
import { makeWorkspace } from '../apps/cli/workspace.ts';

const page = readFileSync(new URL('../../docs/experiments.md', import.meta.url), 'utf8');
const lines = [...page.matchAll(/^```sh run\n([\s\S]*?)^```/gm)].flatMap(([, block]) =>
  block!.trim().split('\n'),
);

it('the page on experiments has commands that run, one after the other', async () => {
  const cwd = makeWorkspace();
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) {
    const words = splitWords(line).map(({ text }) => text);
    const ran = await runInProcess(words.slice(1), { cwd });
    expect(ran, line).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout, line).not.toMatch(/^(?:No run|)$/);
  }
});

it('the page on experiments names every fact that can be searched', () => {
  for (const name of attributes) expect(page).toContain(`\`${name}\``);
});
