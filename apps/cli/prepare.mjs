// npm's `prepare`: runs after `npm install`, and again when `npx opsmith` first links the checkout, so it builds only what is out of date.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isBundleStale } from './checkout.mjs';

const launcher = fileURLToPath(new URL('opsmith.mjs', import.meta.url));
const bin = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));

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

if (isBundleStale()) {
  const built = spawnSync('tsdown', [], { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = built.status ?? 1;
}
linkCommand();
