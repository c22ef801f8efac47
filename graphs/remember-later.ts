import type { DriverDeps } from './run-driver.ts';
import { RunInput, type TurnResult } from './run-types.ts';

/** Nobody has asked anything for so long: whoever asked reads the answer. */
const idleMs = 1_000;
/** Turns that wait, at most; a program that goes on asking is remembered in between. */
const mostWaiting = 50;

/** Keeps a conversation's turns in the memory when there is time: in a pause, or at the end. The turns themselves are on record; their memory is a convenience. */
export function rememberLater({ store, config }: Pick<DriverDeps, 'store' | 'config'>): {
  add(result: TurnResult): void;
  close(): Promise<void>;
} {
  const waiting: TurnResult[] = [];
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();

  async function rememberAll(): Promise<void> {
    const { rememberTurn } = await import('./remember-run.ts');
    for (let result = waiting.shift(); result !== undefined; result = waiting.shift()) {
      const { input } = await store.runs.get(result.run);
      const { text, workspace } = RunInput.parse(input);
      await rememberTurn(text, result, { store, config, workspace });
    }
  }

  function begin(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) work = work.then(rememberAll).catch(() => {});
    return work;
  }

  return {
    add(result) {
      waiting.push(result);
      clearTimeout(timer);
      timer = setTimeout(begin, idleMs).unref();
      if (waiting.length >= mostWaiting) void begin();
    },
    close: begin,
  };
}
