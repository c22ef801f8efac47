#!/usr/bin/env node
// The launcher. Plain JavaScript of 2019, so that an old Node parses it and can say what is missing:
// no optional chaining, no top-level await, nothing from Node's newer modules before the version is known.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const neededVersion = [22, 18];
const root = new URL('../../', import.meta.url);
const bundle = new URL('dist/cli.mjs', root);
const source = new URL('apps/cli/main.ts', root);

function packageVersion() {
  return JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).version;
}

function isNodeTooOld() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major < neededVersion[0] || (major === neededVersion[0] && minor < neededVersion[1]);
}

/** The Node that `npm install` put beside the package, or null. */
function ownNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const file = fileURLToPath(new URL(`node_modules/node/bin/${name}`, root));
  return !process.env.OPSMITH_RELAUNCHED && existsSync(file) ? file : null;
}

/** Runs the same command line with another Node; signals and the exit status pass through. */
function relaunch(node) {
  return import('node:child_process').then(({ spawn }) => {
    const child = spawn(node, process.argv.slice(1), {
      stdio: 'inherit',
      env: Object.assign({}, process.env, { OPSMITH_RELAUNCHED: '1' }),
    });
    // A terminal sends Ctrl-C to both processes: the child decides what it means, this one waits.
    process.on('SIGINT', () => {});
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', explainOldNode);
    child.on('exit', (status, signal) => {
      if (signal === null) process.exit(status);
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  });
}

function explainOldNode() {
  process.stderr.write(
    `opsmith needs Node.js ${neededVersion.join('.')} or later and this is ${process.versions.node}: ` +
      'install a current one from https://nodejs.org and run it again.\n',
  );
  process.exitCode = 2;
}

/** In a checkout the newer of source and bundle is meant; the published package holds the bundle alone. */
function shouldRunSource() {
  if (process.env.OPSMITH_SOURCE === '1' || !existsSync(bundle)) return Promise.resolve(true);
  if (!existsSync(source) || !existsSync(new URL('.git', root))) return Promise.resolve(false);
  return import('./checkout.mjs').then((checkout) => checkout.isBundleStale());
}

function start() {
  delete process.env.OPSMITH_RELAUNCHED;
  return import('node:module')
    .then((module) => module.enableCompileCache())
    .then(shouldRunSource)
    .then((fromSource) => import(String(fromSource ? source : bundle)))
    .then((cli) => cli.main());
}

function launch() {
  const isVersionQuestion = process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2]);
  if (isVersionQuestion) {
    process.stdout.write(`${packageVersion()}\n`);
    return Promise.resolve();
  }
  if (!isNodeTooOld()) return start();
  const node = ownNode();
  if (node !== null) return relaunch(node);
  explainOldNode();
  return Promise.resolve();
}

launch().catch((error) => {
  process.stderr.write(`opsmith could not start: ${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
