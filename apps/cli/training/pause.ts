import type { ExitStatus } from '../../../src/errors/index.ts';
import { InputError, OpsmithError } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';
import { openStateStore } from '../state-store.ts';

/** How long a run may take to stand still, and how often is looked. */
const patienceMs = 15_000;
const everyMs = 100;

/** `opsmith runs pause`: asks the process that works on a run to stand still, and waits until it does. */
export async function pauseRun(context: CliContext, id: string): Promise<ExitStatus> {
  const { askToPause } = await import('../../../graphs/index.ts');
  const store = await openStateStore(context);
  try {
    const { id: run, status } = await store.runs.get(id);
    if (status !== 'running')
      throw new InputError(
        'not-running',
        status === 'interrupted'
          ? `Run ${run} stands still already: the process that worked on it is gone. \`opsmith runs resume ${run}\` goes on.`
          : `Run ${run} is ${status}: there is nothing to pause.`,
        { details: { run, status } },
      );
    askToPause(store.path, run);
    for (let waited = 0; waited < patienceMs; waited += everyMs) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      const now = (await store.runs.get(run)).status;
      if (now === 'running') continue;
      context.out.line(`${run} stands still (${now}). \`opsmith runs resume ${run}\` goes on from there.`);
      return 0;
    }
    throw new OpsmithError(
      'not-paused',
      `Run ${run} goes on: no process answers. If the one that worked on it is gone, \`opsmith runs resume ${run}\` takes it up.`,
      1,
    );
  } finally {
    await store.close();
  }
}
