import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../apps/cli/repl/words.ts';
import { runInProcess } from '../apps/cli/run-in-process.ts';
import { makeWorkspace } from '../apps/cli/workspace.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/command-line.md', root), 'utf8');
const lines = [...page.matchAll(/^```sh run\n([\s\S]*?)^```/gm)].flatMap(([, block]) =>
  block!.trim().split('\n'),
);

const files = {
  'src/app.js': 'export function add(a, b) {\n  return a && b ? a + b : 0;\n}\n',
  'churn.csv': 'age,churned\n30,1\n',
  'requests.jsonl': '{"id": "1", "input": "measure src/app.js"}\n{"id": "2", "input": "hello"}\n',
};

/** Runs a line with pipes as a shell does, with `opsmith` on its path. */
function runInShell(line: string, cwd: string) {
  const bin = join(cwd, '.bin');
  mkdirSync(bin);
  symlinkSync(fileURLToPath(new URL('apps/cli/opsmith.mjs', root)), join(bin, 'opsmith'));
  const path = `${bin}:${dirname(process.execPath)}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path, OPSMITH_SOURCE: '1', OPSMITH_MODELS_PROVIDER: 'none' };
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], {
    cwd,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the page about the command line', () => {
  it('has examples to run', () => {
    expect(lines.length).toBeGreaterThan(15);
  });

  it.each(lines)('%s', async (line) => {
    const cwd = makeWorkspace(files);
    const words = splitWords(line).map(({ text }) => text);
    const ran =
      words[0] === 'opsmith' && !line.includes('|')
        ? await runInProcess(words.slice(1), { cwd })
        : runInShell(line, cwd);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).not.toBe('');
    if (line.includes('--json')) JSON.parse(ran.stdout);
  });

  it('names every command of the REPL', async () => {
    const { slashCommands } = await import('../../apps/cli/repl/slash-commands.ts');
    for (const { name } of slashCommands) expect(page).toContain(`\`/${name}`);
  });
});
