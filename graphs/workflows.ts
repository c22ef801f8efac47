import { z } from 'zod';
import { InputError } from '../src/errors/index.ts';
import type { Crew } from './crew.ts';
import type { RunOptions, TurnResult } from './run-types.ts';

/** A workflow by itself, as `opsmith workflow list` and `run` show it. */
export interface Workflow {
  name: string;
  /** One sentence: what it does. */
  description: string;
  input: z.ZodObject;
}

interface RunnableWorkflow extends Workflow {
  run(crew: Crew, input: unknown, options: RunOptions): Promise<TurnResult>;
}

const supervisor: RunnableWorkflow = {
  name: 'supervisor',
  description: 'Plans a request, runs its steps, and answers: one turn of a conversation.',
  input: z.object({
    text: z.string().min(1).describe('what you would type in the REPL'),
    thread: z.string().min(1).optional().describe('the conversation that it belongs to'),
  }),
  run(crew, input, options) {
    const { text, thread } = this.input.parse(input) as { text: string; thread?: string };
    return crew.turn({ text, thread, ...options });
  },
};

const all: readonly RunnableWorkflow[] = [supervisor];

/** The workflows that can be run by themselves. */
export function workflows(): readonly Workflow[] {
  return all.map(({ name, description, input }) => ({ name, description, input }));
}

/** @throws InputError `unknown-workflow` */
export function findWorkflow(name: string): RunnableWorkflow {
  const found = all.find((workflow) => workflow.name === name);
  if (found !== undefined) return found;
  throw new InputError(
    'unknown-workflow',
    `There is no workflow "${name}". There are: ${all.map((workflow) => workflow.name).join(', ')}.`,
    { details: { workflow: name } },
  );
}
