import type { TurnResult } from '../../graphs/index.ts';
import type { ExitStatus } from '../../src/errors/index.ts';
import type { RunStatus } from '../../src/observe/index.ts';

/** Codes of a step's errors that the person can mend by other arguments. */
const badInput: ReadonlySet<string> = new Set([
  'nothing-to-review',
  'nothing-measured',
  'language-unknown',
  'bad-arguments',
  'too-large',
]);

/** Whether a step's error is the input's fault. */
export function isBadInput(code: string): boolean {
  return badInput.has(code);
}

/** The exit status for how a run ended: a run that failed, reached a limit or waits for an approval has not done its work. */
export function exitStatusOf(status: RunStatus): ExitStatus {
  if (status === 'done') return 0;
  return status === 'cancelled' ? 130 : 1;
}

/** The exit status of a turn: 2 where nothing but bad input kept its steps from being done. */
export function exitStatusOfTurn({ status, results }: Pick<TurnResult, 'status' | 'results'>): ExitStatus {
  const errors = results.flatMap(({ error }) => (error === null ? [] : [error]));
  if (status === 'failed' && errors.length > 0 && errors.every(({ code }) => isBadInput(code))) return 2;
  return exitStatusOf(status);
}
