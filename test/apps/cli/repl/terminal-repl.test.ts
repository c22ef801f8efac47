import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../../../apps/cli/command-line.ts';
import type { InputStream } from '../../../../apps/cli/context.ts';
import { withoutStyle } from '../../../../apps/cli/terminal/width.ts';
import { makeWorkspace } from '../workspace.ts';

const prompt = '› ';

/** The REPL on a pretended terminal: `type` sends keys, `until` waits for a text to appear after what was waited for before. */
function startRepl(cwd: string, argv: string[] = []) {
  const ending = new AbortController();
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => raw.push(isRaw),
  });
  let written = '';
  let seen = 0;
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  output.on('data', (data) => {
    written += String(data);
  });
  const status = runCommandLine({
    argv,
    cwd,
    env: { OPSMITH_MODELS_PROVIDER: 'none', TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    stdin: () => input as unknown as InputStream,
    stdout: output,
    stderr: output,
    signal: ending.signal,
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: cursor movements are taken out.
  const text = () => withoutStyle(written).replace(/\u001b\[[?\d;]*[A-Za-z]/g, '');
  return {
    status,
    raw,
    end: () => ending.abort(),
    text,
    written: () => written,
    type: (keys: string) => input.write(keys),
    async until(expected: string | RegExp) {
      await vi.waitFor(() => expect(text().slice(seen)).toMatch(expected), { timeout: 15_000, interval: 20 });
      seen = text().length;
    },
  };
}

const code = 'function f(a) {\n  return a ? 1 : 2;\n}\n';

describe('the REPL on a terminal', () => {
  it('greets, answers, keeps history for the owner, and leaves on Ctrl-D with the terminal as it was', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const repl = startRepl(cwd);
    await repl.until(/no language model: default policies decide[\s\S]*› $/);
    repl.type('measure a.js\r');
    await repl.until(/cyclomatic complexity +│ +2[\s\S]*decided by policy · .* · run_\w+\n[\s\S]*› $/);
    // Before the session ends: a window that is closed takes nothing with it.
    expect(readFileSync(join(cwd, '.opsmith', 'history'), 'utf8')).toBe('measure a.js\n');
    repl.type('my password: hunter2\r');
    await repl.until(/decided by[\s\S]*› $/);
    repl.type('\u0004');
    expect(await repl.status).toBe(0);
    expect(repl.raw.at(-1)).toBe(false);
    expect(repl.written()).toContain('\u001b[?2004h');
    expect(repl.written().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(
      repl.written().lastIndexOf('\u001b[?2004h'),
    );
    expect(readFileSync(join(cwd, '.opsmith', 'history'), 'utf8')).toBe('measure a.js\n');
  });

  it('takes a paste of several lines as one message', async () => {
    const repl = startRepl(makeWorkspace());
    await repl.until(prompt);
    repl.type(`measure this: \u001b[200~${code.replaceAll('\n', '\r')}\u001b[201~`);
    await repl.until('[paste #1: 3 lines]');
    repl.type('\r');
    await repl.until(/function f\(a\)[\s\S]*The code you pasted \(javascript\): 1 function/);
    repl.type('/quit\r');
    expect(await repl.status).toBe(0);
  });

  it('waits for the end of a fenced block', async () => {
    const repl = startRepl(makeWorkspace());
    await repl.until(prompt);
    repl.type('measure: ```js\r');
    await repl.until('… ');
    for (const line of code.trimEnd().split('\n')) repl.type(`${line}\r`);
    repl.type('```\r');
    await repl.until('The code you pasted (javascript)');
    repl.type('\u0004');
    expect(await repl.status).toBe(0);
  });

  it('stops a turn on Ctrl-C within a second and goes on', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`f${index}.js`, code.repeat(400)]),
    );
    const repl = startRepl(makeWorkspace(files));
    await repl.until(prompt);
    repl.type('measure .\r');
    await repl.until('Ctrl-C stops');
    const begin = performance.now();
    repl.type('\u0003');
    await repl.until(/(Stopped|Stopping)[\s\S]*› $/);
    expect(performance.now() - begin).toBeLessThan(1000);
    repl.type('hello\r');
    await repl.until(/Hello[\s\S]*› $/);
    repl.type('\u0004');
    expect(await repl.status).toBe(0);
  });

  it('clears the line on Ctrl-C, and leaves on two of them at an empty prompt', async () => {
    const repl = startRepl(makeWorkspace());
    await repl.until(prompt);
    repl.type('half a sent');
    await repl.until('half a sent');
    repl.type('\u0003');
    await repl.until(prompt);
    repl.type('\u0003');
    await repl.until(/Ctrl-C again, or Ctrl-D, leaves\.[\s\S]*› $/);
    repl.type('\u0003');
    expect(await repl.status).toBe(0);
    expect(repl.text()).not.toContain('decided by');
  });

  it('saves the history and gives the terminal back when the process is told to end', async () => {
    const cwd = makeWorkspace();
    const repl = startRepl(cwd);
    await repl.until(prompt);
    repl.type('/budget\r');
    await repl.until(/calls[\s\S]*› $/);
    repl.end();
    expect(await repl.status).toBe(130);
    expect(repl.raw.at(-1)).toBe(false);
    expect(readFileSync(join(cwd, '.opsmith', 'history'), 'utf8')).toBe('/budget\n');
  });

  it('completes a command with Tab', async () => {
    const repl = startRepl(makeWorkspace());
    await repl.until(prompt);
    repl.type('/bud\t');
    await repl.until('/budget ');
    repl.type('calls 4\r');
    await repl.until(/calls +│ +4/);
    repl.type('\u0004');
    expect(await repl.status).toBe(0);
  });

  it('shows the last turns of a thread that is taken up', async () => {
    const cwd = makeWorkspace({ 'a.js': code });
    const first = startRepl(cwd, ['--thread', 'work']);
    await first.until(prompt);
    first.type('measure a.js\r');
    await first.until('decided by');
    first.type('\u0004');
    await first.status;
    const second = startRepl(cwd, ['chat', '--thread', 'work']);
    await second.until(/work, the last turn:[\s\S]*› measure a\.js[\s\S]*cyclomatic/);
    second.type('review it\r');
    await second.until('decided by');
    second.type('\u0004');
    expect(await second.status).toBe(0);
  });
});
