import { createInterface } from 'node:readline';
import type { ExitStatus } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';
import type { Workbench } from '../workbench.ts';
import { runMessage } from './message.ts';
import { createMessageAssembler } from './message-assembler.ts';
import { printMarkdown, type ReplSession } from './session.ts';

/**
 * The REPL with no terminal before it: each line or fenced block of standard input is a turn, and standard output has the answers alone. Gives
 * the exit status of the last turn.
 */
export async function runPipedRepl(
  context: CliContext,
  bench: Workbench,
  thread: string,
): Promise<ExitStatus> {
  const session: ReplSession = {
    context,
    bench,
    thread,
    ask: null,
    signal: () => context.signal,
    print: (markdown) => printMarkdown(context, markdown),
  };
  const assembler = createMessageAssembler();
  let status: ExitStatus = 0;
  let turns = 0;

  /** Whether to go on. */
  const say = async (message: string): Promise<boolean> => {
    if (turns > 0 && !context.isOutputClosed()) context.out.line();
    turns += 1;
    const outcome = await runMessage(session, message);
    status = outcome.status === 0 || outcome.status === 130 ? outcome.status : 1;
    return outcome.leaves !== true && !context.signal.aborted && !context.isOutputClosed();
  };

  const lines = createInterface({ input: context.stdin(), crlfDelay: Number.POSITIVE_INFINITY });
  context.signal.addEventListener('abort', () => lines.close(), { once: true });
  for await (const line of lines) {
    const assembled = assembler.push(turns === 0 ? line.replace(/^\ufeff/, '') : line);
    if (assembled.kind === 'message' && !(await say(assembled.text)))
      return context.signal.aborted ? 130 : status;
  }
  const left = assembler.end();
  if (left !== null && !context.signal.aborted) await say(left);
  return context.signal.aborted ? 130 : status;
}
