import { join } from 'node:path';
import type { ExitStatus } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';
import { warn } from '../context.ts';
import { count } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { cut } from '../terminal/width.ts';
import type { Workbench } from '../workbench.ts';
import { completeLine } from './complete-line.ts';
import { greet } from './greeting.ts';
import { loadHistory, saveHistory } from './history.ts';
import { createLineEditor, type LineEditor } from './line-editor.ts';
import { runMessage } from './message.ts';
import { createMessageAssembler, type MessageAssembler } from './message-assembler.ts';
import { printMarkdown, type ReplSession } from './session.ts';
import { showThread } from './show-thread.ts';
import { slashCommands } from './slash-commands.ts';

// A turn that does not stop by itself in this time is left to end behind the prompt.
const stopPatienceMs = 800;
// Once the prompt has been there for so long, what the first turn needs is loaded while the person types.
const loadAheadMs = 300;

/** The REPL on a terminal, until the person leaves. */
export async function runTerminalRepl(
  context: CliContext,
  bench: Workbench,
  start: { thread: string; isResumed: boolean },
): Promise<ExitStatus> {
  let work = new AbortController();
  const assembler = createMessageAssembler();
  const history = createHistoryKeeper(context, join(bench.home, 'history'));
  const session: ReplSession = {
    context,
    bench,
    thread: start.thread,
    ask: (question) => editor.ask(question),
    signal: () => AbortSignal.any([work.signal, context.signal]),
    print: (markdown) => printMarkdown(context, markdown),
  };
  await greet(session);
  if (start.isResumed) await showThread(session);
  const agents = bench.agents.map(({ name }) => name);
  const editor: LineEditor = createLineEditor({
    input: context.stdin(),
    out: context.out,
    history: history.before,
    // Lines of a block are no messages of their own.
    remembers: () => !assembler.isOpen,
    completer: (line) =>
      assembler.isOpen
        ? Promise.resolve([[], line])
        : completeLine(line, {
            cwd: context.cwd,
            agents,
            commands: slashCommands.map((command) => ({
              name: command.name,
              ...(command.complete && { complete: (words) => command.complete!(session, words) }),
            })),
          }),
  });
  editor.onInterrupt(() => work.abort());
  context.signal.addEventListener('abort', () => editor.close(), { once: true });

  const ahead = setTimeout(() => {
    // What cannot be loaded is told by the turn that needs it.
    import('../../../graphs/load-modules.ts').then(({ loadSupervisor }) => loadSupervisor()).catch(() => {});
  }, loadAheadMs).unref();
  let wantsToLeave = false;
  try {
    while (!context.signal.aborted) {
      const read = await editor.read(promptFor(context, assembler.isOpen));
      if (read.kind === 'end') {
        context.out.line();
        break;
      }
      if (read.kind === 'interrupt') {
        const isEmpty = !read.hadText && !assembler.isOpen;
        assembler.reset();
        if (isEmpty && wantsToLeave) break;
        wantsToLeave = isEmpty;
        if (isEmpty) context.out.line(context.out.style.dim('Ctrl-C again, or Ctrl-D, leaves.'));
        continue;
      }
      wantsToLeave = false;
      const isMarked = editor.isMarked(read.line);
      if (!assembler.isOpen && !isMarked) history.add(read.line);
      const text = editor.expand(read.line);
      if (isMarked) echoPaste(context, text);
      for (const message of messagesIn(text, isMarked, assembler)) {
        work = new AbortController();
        const outcome = await untilStopped(runMessage(session, message), work.signal, context);
        if (outcome?.leaves) return 0;
        context.out.line();
      }
    }
  } finally {
    clearTimeout(ahead);
    editor.close();
  }
  return context.signal.aborted ? 130 : 0;
}

function promptFor(context: CliContext, isOpen: boolean): string {
  const { style, hasUnicode } = context.out;
  if (isOpen) return style.dim(hasUnicode ? '… ' : '. ');
  return style.cyan(hasUnicode ? '› ' : '> ');
}

/** The messages that a line makes whole. A paste is one message, whatever lines it has; within an open block its lines are the block's. */
function messagesIn(text: string, isPaste: boolean, assembler: MessageAssembler): string[] {
  if (isPaste && !assembler.isOpen) return text.trim() === '' ? [] : [text];
  return text.split('\n').flatMap((line) => {
    const assembled = assembler.push(line);
    return assembled.kind === 'message' ? [assembled.text] : [];
  });
}

/** Shows the beginning of what stands behind a mark, so that a transcript can be read. */
function echoPaste({ out }: CliContext, text: string): void {
  const lines = printable(text).split('\n');
  for (const line of lines.slice(0, 4)) out.line(out.style.dim(cut(`  ${line}`, out.columns)));
  if (lines.length > 4) out.line(out.style.dim(`  … ${count(lines.length - 4, 'more line')}`));
}

/** The outcome of the work, or null when it was stopped and takes too long to end. */
async function untilStopped<T>(
  work: Promise<T>,
  signal: AbortSignal,
  context: CliContext,
): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => {
      timer = setTimeout(() => {
        context.err.line(context.err.style.yellow('Stopping; what is left ends in the background.'));
        resolve(null);
      }, stopPatienceMs);
    });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
  }
}

/** Saves each line when it was typed: a window that is closed takes no history with it. Warns once where that fails. */
function createHistoryKeeper(context: CliContext, file: string) {
  let hasFailed = false;
  return {
    before: loadHistory(file),
    add(line: string): void {
      if (hasFailed) return;
      try {
        saveHistory(file, [line]);
      } catch (thrown) {
        hasFailed = true;
        warn(context, `The history could not be saved to ${file}: ${(thrown as Error).message}`);
      }
    },
  };
}
