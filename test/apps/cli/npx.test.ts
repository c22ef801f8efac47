import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it('is found by npx in node_modules/.bin, without being linked into a cache first', () => {
  const cache = mkdtempSync(join(tmpdir(), 'opsmith-npx-'));
  const env: NodeJS.ProcessEnv = { ...process.env, npm_config_cache: cache };
  // What a script of npm hands down would stand in the way of the checkout's own .npmrc.
  delete env.npm_config_package;
  const { status, stdout } = spawnSync('npx', ['opsmith', '--version'], {
    cwd: root,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect({ status, stdout: stdout.trim() }).toEqual({ status: 0, stdout: version });
  expect(existsSync(join(cache, '_npx'))).toBe(false);
  rmSync(cache, { recursive: true });
});
