import type { ExitStatus } from '../../src/errors/index.ts';
import type { RunStatus } from '../../src/observe/index.ts';

/** The exit status for how a run ended: a run that failed, reached a limit or waits for an approval has not done its work. */
export function exitStatusOf(status: RunStatus): ExitStatus {
  if (status === 'done') return 0;
  return status === 'cancelled' ? 130 : 1;
}
