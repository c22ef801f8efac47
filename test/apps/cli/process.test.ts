import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeWorkspace } from './workspace.ts';

const launcher = fileURLToPath(new URL('../../../apps/cli/opsmith.mjs', import.meta.url));
const packageFile = new URL('../../../package.json', import.meta.url);

function start(
  argv: readonly string[],
  options: { cwd: string; env?: Record<string, string>; node?: string[]; stdout?: number },
): ChildProcess {
  return spawn(process.execPath, [...(options.node ?? []), launcher, ...argv], {
    cwd: options.cwd,
    stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, OPSMITH_SOURCE: '1', OPSMITH_MODELS_PROVIDER: 'none', ...options.env },
  });
}

async function run(argv: readonly string[], options: Parameters<typeof start>[1] & { stdin?: string }) {
  const child = start(argv, options);
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (data) => (stdout += data));
  child.stderr!.on('data', (data) => (stderr += data));
  child.stdin!.on('error', () => {});
  child.stdin!.end(options.stdin ?? '');
  const [status, signal] = await once(child, 'close');
  return { status: status as number | null, signal, stdout, stderr };
}

/** Makes Node say that it is an older one. */
const pretendOld = [
  '--import',
  'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.0"})',
];

describe('the process', () => {
  it('prints its version, and nothing else', async () => {
    const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
    for (const option of ['--version', '-V'])
      expect(await run([option], { cwd: makeWorkspace() })).toMatchObject({
        status: 0,
        stdout: `${version}\n`,
        stderr: '',
      });
  });

  it('tells an old Node in one sentence what is needed', async () => {
    const ran = await run(['config', 'path'], {
      cwd: makeWorkspace(),
      node: pretendOld,
      env: { OPSMITH_RELAUNCHED: '1' },
    });
    expect(ran.status).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(/^opsmith needs Node\.js 22\.18 or later and this is 18\.20\.0: .*\n$/);
  });

  it('starts itself with the Node that npm installed beside it, and passes the status on', async () => {
    const cwd = makeWorkspace();
    const ran = await run(['config', 'path', '--json'], { cwd, node: pretendOld });
    expect(JSON.parse(ran.stdout)).toMatchObject({ file: null });
    expect(ran.stderr).toBe('');
    expect((await run(['config', 'pth'], { cwd, node: pretendOld })).status).toBe(2);
  });

  it('ends quietly when the reader of its output goes away', async () => {
    const child = start(['config', 'show'], { cwd: makeWorkspace() });
    let stderr = '';
    child.stderr!.on('data', (data) => (stderr += data));
    child.stdout!.destroy();
    const [status] = await once(child, 'close');
    expect(status).toBe(0);
    expect(stderr).toBe('');
  });

  it.skipIf(process.platform !== 'linux')('says in a sentence that its output has no room', async () => {
    for (const argv of [['config', 'show'], ['--help']]) {
      const full = openSync('/dev/full', 'w');
      const child = start(argv, { cwd: makeWorkspace(), stdout: full });
      let stderr = '';
      child.stderr!.on('data', (data) => (stderr += data));
      const [status] = await once(child, 'close');
      closeSync(full);
      expect(stderr).toBe('opsmith: The output could not be written: the disk is full.\n');
      expect(status).toBe(1);
    }
  });

  it('runs each line of a pipe as a turn, with the answers alone on standard output', async () => {
    const ran = await run([], {
      cwd: makeWorkspace(),
      stdin: '/budget calls 3\n/model show\n/quit\n/agents\n',
    });
    expect(ran.status).toBe(0);
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toContain('| calls | 3 |');
    expect(ran.stdout).toContain('| role | model |');
    expect(ran.stdout).not.toContain('@code-analyst');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no styles in a pipe.
    expect(ran.stdout).not.toMatch(/\u001b/);
  });

  it('leaves a pipe that nobody writes to as soon as it is interrupted', async () => {
    const child = start(['metrics', '-'], { cwd: makeWorkspace() });
    child.stdin!.write('a();\n');
    let stderr = '';
    child.stderr!.on('data', (data) => (stderr += data));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const interrupted = performance.now();
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    expect(performance.now() - interrupted).toBeLessThan(1000);
    expect(stderr).toBe('opsmith: Interrupted.\n');
    expect(status).toBe(130);
  });

  it('ends with 130 when it is interrupted', async () => {
    const child = start([], { cwd: makeWorkspace() });
    child.stdin!.write('/budget\n');
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    expect(status).toBe(130);
  });
});
