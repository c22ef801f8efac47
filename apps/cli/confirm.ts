import { createInterface } from 'node:readline/promises';
import type { CliContext } from './context.ts';

/** A function that asks on the terminal, on standard error so that standard output stays clean; null where nobody sits there. */
export function terminalQuestion(context: CliContext): ((question: string) => Promise<string | null>) | null {
  if (!context.err.isTerminal || context.stdin().isTTY !== true) return null;
  return async (question) => {
    const lines = createInterface({
      input: context.stdin(),
      output: context.err.stream as NodeJS.WriteStream,
    });
    try {
      return await lines.question(question, { signal: context.signal });
    } catch {
      return null;
    } finally {
      lines.close();
    }
  };
}
