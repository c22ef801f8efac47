import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../src/host/index.ts';

/** How often a run looks whether somebody wants it to stand still. */
const everyMs = 250;

/** The file by which another process asks a run to stand still; what it has done stays, and it can be resumed. */
function pauseFile(storePath: string, run: string): string {
  return join(dirname(storePath), 'runs', run, 'pause');
}

/** Asks the process that works on a run to stand still. */
export function askToPause(storePath: string, run: string): void {
  const file = pauseFile(storePath, run);
  makeFolder(dirname(file), 0o700);
  writeFileSync(file, '', { mode: 0o600 });
}

/** A signal that fires when somebody asks the run to stand still. What was asked before is over. */
export function watchForPause(storePath: string, run: string): { signal: AbortSignal; stop(): void } {
  const asked = new AbortController();
  if (storePath === ':memory:') return { signal: asked.signal, stop: () => {} };
  const file = pauseFile(storePath, run);
  const clear = () => rmSync(file, { force: true });
  if (existsSync(file)) clear();
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    clear();
    asked.abort();
  }, everyMs).unref();
  return {
    signal: asked.signal,
    stop() {
      clearInterval(timer);
      if (existsSync(file)) clear();
    },
  };
}
