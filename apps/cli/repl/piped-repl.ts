import type { ExitStatus } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';
import { longestMessageBytes, messageTooLong, readLines } from '../standard-input.ts';
import type { Workbench } from '../workbench.ts';
import { runMessage } from './message.ts';
import { createMessageAssembler } from './message-assembler.ts';
import { printMarkdown, type ReplSession } from './session.ts';

/**
 * The REPL with no terminal before it: each line or fenced block of standard input is a turn, and standard output has the answers alone. Gives
 * the exit status of the last turn.
 * @throws InputError `input-too-large` for a line or a block that is no message any more; what came before it is done
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

  let open = 0;
  for await (const line of readLines(context, longestMessageBytes)) {
    const assembled = assembler.push(line);
    open = assembled.kind === 'more' ? open + line.length + 1 : 0;
    if (open > longestMessageBytes) throw messageTooLong();
    if (assembled.kind === 'message' && !(await say(assembled.text)))
      return context.signal.aborted ? 130 : status;
  }
  const left = assembler.end();
  if (left !== null && !context.signal.aborted) await say(left);
  return context.signal.aborted ? 130 : status;
}
