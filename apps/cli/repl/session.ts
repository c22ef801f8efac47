import type { ExitStatus } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';
import { renderMarkdown } from '../terminal/markdown.ts';
import type { Workbench } from '../workbench.ts';

/** What the REPL's turns and commands share: the crew, the conversation, and how to ask the person. */
export interface ReplSession {
  readonly context: CliContext;
  readonly bench: Workbench;
  thread: string;
  /** Asks a question while work goes on, and gives the answer; null where nobody can be asked. */
  ask: ((question: string) => Promise<string | null>) | null;
  /** Aborts when the person stops what is going on. */
  signal(): AbortSignal;
  /** Prints Markdown: laid out on a terminal, as it is elsewhere. */
  print(markdown: string): void;
}

/** What a line did: how it ended, and whether the REPL is to be left. */
export interface LineOutcome {
  status: ExitStatus;
  leaves?: boolean;
}

/** Prints Markdown to standard output: laid out on a terminal, as it is elsewhere. */
export function printMarkdown(context: CliContext, markdown: string): void {
  const { out } = context;
  if (!out.isTerminal) {
    out.line(markdown.trimEnd());
    return;
  }
  const look = { columns: out.columns, style: out.style, hasUnicode: out.hasUnicode };
  for (const line of renderMarkdown(markdown, look)) out.line(line);
}
