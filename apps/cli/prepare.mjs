// npm's `prepare`: runs after every `npm install`, so it builds only what is out of date.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isBundleStale } from './checkout.mjs';

const launcher = fileURLToPath(new URL('opsmith.mjs', import.meta.url));
const bin = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));
const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** npm links the commands of what a package depends on, never the package's own. */
function linkCommand() {
  if (!existsSync(bin)) return;
  if (process.platform === 'win32') {
    writeFileSync(`${bin}opsmith.cmd`, '@node "%~dp0..\\..\\apps\\cli\\opsmith.mjs" %*\r\n');
    return;
  }
  chmodSync(launcher, 0o755);
  rmSync(`${bin}opsmith`, { force: true });
  symlinkSync('../../apps/cli/opsmith.mjs', `${bin}opsmith`);
}

/**
 * npx reads every package's own file unless `node_modules/.package-lock.json` is newer than all of them and names each, which takes it 130 ms. The `node` package
 * leaves another one inside itself that npm did not put there: what it was needed for, the program, is linked a second time beside it. And the tools make
 * folders of their own in `node_modules`, which would count as newer.
 */
function keepLockBelieved() {
  const lock = `${modules}.package-lock.json`;
  if (!existsSync(lock)) return;
  const program = `${modules}node/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`;
  if (lstatSync(program, { throwIfNoEntry: false })?.isFile()) {
    rmSync(`${modules}node/node_modules`, { recursive: true, force: true });
  }
  for (const name of ['.cache', '.vite', '.vite-temp', '.vitest-cache'])
    mkdirSync(`${modules}${name}`, { recursive: true });
  const now = new Date();
  utimesSync(lock, now, now);
}

/**
 * `npm install -g` of a repository prepares a clone of it, and hands its own `--global` down to the install within, which then brings no
 * tools to the clone. This brings them; the install's own `prepare` builds.
 */
function installTools() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_(?:global|location|prefix)$/i.test(name)),
  );
  const options = [
    'install',
    '--no-global',
    '--location=project',
    '--include=dev',
    '--no-save',
    '--no-audit',
  ];
  return spawnSync('npm', options, { stdio: 'inherit', env, shell: process.platform === 'win32' });
}

const isWithoutTools = process.env.npm_config_global === 'true' && !existsSync(`${bin}tsdown`);
if (isBundleStale()) {
  const built = isWithoutTools
    ? installTools()
    : spawnSync('tsdown', [], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (built.error) process.stderr.write(`opsmith could not be built: ${built.error.message}\n`);
  process.exitCode = built.status ?? 1;
}
linkCommand();
keepLockBelieved();
