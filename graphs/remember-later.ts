import type { DriverDeps } from './run-driver.ts';
import { RunInput, RunSummary } from './run-types.ts';

/** Nobody has asked anything for so long: whoever asked reads the answer. */
const idleMs = 1_000;
/** Turns that wait, at most; a program that goes on asking is remembered in between. */
const mostWaiting = 1_000;

/**
 * Keeps a conversation's turns in the memory when there is time: in a pause, or at the end. The turns themselves are on record; their memory is a convenience.
 * `settle` is called in a pause, after that.
 */
export function rememberLater(
  { store, config }: Pick<DriverDeps, 'store' | 'config'>,
  settle: () => Promise<void>,
): {
  add(run: string): void;
  close(): Promise<void>;
} {
  const waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();

  async function rememberAll(): Promise<void> {
    const { rememberTurn } = await import('./remember-run.ts');
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      const { input, thread, result } = await store.runs.get(run);
      const { text, workspace } = RunInput.parse(input);
      await rememberTurn(text, { run, thread, ...RunSummary.parse(result) }, { store, config, workspace });
    }
  }

  function begin(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) work = work.then(rememberAll).catch(() => {});
    return work;
  }

  function inPause(): void {
    void begin();
    // Unless somebody has gone on meanwhile.
    work = work.then(() => (timer === undefined ? settle() : undefined)).catch(() => {});
  }

  return {
    add(run) {
      waiting.push(run);
      clearTimeout(timer);
      timer = setTimeout(inPause, idleMs).unref();
      if (waiting.length >= mostWaiting) void begin();
    },
    close: begin,
  };
}
