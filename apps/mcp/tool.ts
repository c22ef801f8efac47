import type { z } from 'zod';
import { OpsmithError, toError } from '../../src/errors/index.ts';
import type { EventListener } from '../../src/observe/index.ts';

/** What a call of a tool gets from its client. */
export interface CallContext {
  /** Fires when the client takes the call back, or the server ends. */
  signal: AbortSignal;
  /** Tells the client how far the work is; it does nothing where the client did not ask. */
  progress(message: string, done: number, total: number): void;
}

/** What a tool gives back: readable text for a model, and the same as data. */
export interface ToolOutcome<Data> {
  text: string;
  data: Data;
}

/** A tool as data; names and fields are what a model sees, and snake_case. */
export interface McpTool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  name: string;
  title: string;
  description: string;
  input: Input;
  output: Output;
  execute(input: z.infer<Input>, context: CallContext): Promise<ToolOutcome<z.infer<Output>>>;
}

/** Declares a tool, so that its work is checked against its schemas; the server keeps tools of all shapes in one list. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: McpTool<Input, Output>,
): McpTool {
  return tool as unknown as McpTool;
}

/** The run's progress as the call's. */
export function progressOf(context: CallContext): EventListener {
  return (event) => {
    if (event.type === 'progress' && event.done !== undefined && event.total !== undefined)
      context.progress(event.message, event.done, event.total);
  };
}

const mostCharacters = 20_000;

/** Text that fits into an answer, ending in a note where something was cut. */
export function capped(text: string, note = 'The structured result has more.'): string {
  if (text.length <= mostCharacters) return text;
  const end = text.lastIndexOf('\n', mostCharacters);
  const kept = text.slice(0, end > mostCharacters / 2 ? end : mostCharacters).toWellFormed();
  return `${kept}\n\n[Cut after ${kept.length} of ${text.length} characters. ${note}]`;
}

/** What went wrong, as a sentence that a model can act on. */
export function errorText(thrown: unknown): string {
  if (thrown instanceof OpsmithError) return `${thrown.message} (${thrown.code})`;
  return `opsmith failed: ${toError(thrown).message}`;
}
