import { resultText, type TaskResult } from '../../../graphs/training-task/index.ts';
import type { CliContext } from '../context.ts';
import { renderMarkdown } from '../terminal/markdown.ts';

/** Prints what a training task came to: laid out on a terminal, as Markdown elsewhere. */
export function printSummary({ out }: CliContext, result: TaskResult): void {
  const text = resultText(result);
  if (!out.isTerminal) {
    out.line(text);
    return;
  }
  const look = { columns: out.columns, style: out.style, hasUnicode: out.hasUnicode };
  for (const line of renderMarkdown(text, look)) out.line(line);
}
