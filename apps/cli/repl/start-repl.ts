import { newThreadId } from '../../../graphs/index.ts';
import type { ExitStatus } from '../../../src/errors/index.ts';
import { loadInTurns } from '../../../src/turns/index.ts';
import type { CliContext } from '../context.ts';
import { openWorkbench } from '../workbench.ts';

/** Opens the REPL: on a terminal with its prompt, else turn by turn from standard input. */
export async function startRepl(context: CliContext, options: { thread?: string }): Promise<ExitStatus> {
  const bench = await openWorkbench(context);
  const thread = options.thread ?? newThreadId();
  try {
    if (context.stdin().isTTY !== true || !context.out.isTerminal) {
      const { runPipedRepl } = await loadInTurns([() => import('./piped-repl.ts')]);
      return await runPipedRepl(context, bench, thread);
    }
    const { runTerminalRepl } = await loadInTurns([() => import('./terminal-repl.ts')]);
    return await runTerminalRepl(context, bench, { thread, isResumed: options.thread !== undefined });
  } finally {
    await bench.close();
  }
}
