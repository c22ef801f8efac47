import { z } from 'zod';
import { InputError } from '../src/errors/index.ts';
import type { Crew } from './crew.ts';
import { TrackerRequest } from './experiments/request.ts';
import { RegistryRequest } from './registry/request.ts';
import type { RunOptions, TurnResult } from './run-types.ts';
import { Choices } from './training-task/request.ts';

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

/** A workflow whose input is checked before it runs. */
function workflow<Input extends z.ZodObject>(
  name: string,
  description: string,
  input: Input,
  run: (crew: Crew, input: z.infer<Input>, options: RunOptions) => Promise<TurnResult>,
): RunnableWorkflow {
  return {
    name,
    description,
    input,
    async run(crew, given, options) {
      const parsed = input.safeParse(given);
      if (parsed.success) return run(crew, parsed.data, options);
      const problems = parsed.error.issues.map(({ path, message }) => {
        const field = path.map(String).join('.');
        // What zod says of a field that is not there is for programmers.
        if (/received undefined$/.test(message)) return `${field} is missing`;
        return field === '' ? message : `${field}: ${message}`;
      });
      throw new InputError(
        'bad-arguments',
        `The input of the workflow ${name} does not fit: ${problems.join('; ')}. \`opsmith workflow list --json\` describes it.`,
        {
          details: { workflow: name },
        },
      );
    },
  };
}

const all: readonly RunnableWorkflow[] = [
  workflow(
    'supervisor',
    'Plans a request, runs its steps and answers: one turn of a conversation.',
    z.strictObject({
      text: z.string().min(1).describe('what you would type in the REPL'),
      thread: z.string().min(1).optional().describe('the conversation that it belongs to'),
    }),
    (crew, { text, thread }, options) => crew.turn({ text, thread, ...options }),
  ),
  workflow(
    'review',
    'Reviews code: measures it, finds, checks every finding against the code, and ranks what is left.',
    z.strictObject({
      paths: z.array(z.string().min(1)).min(1).optional().describe('files, folders or globs'),
      code: z.string().min(1).optional().describe('code itself, in place of paths'),
      language: z.string().optional().describe('canonical name, lower case'),
    }),
    (crew, input, options) =>
      crew.runAction({ agent: 'code-analyst', action: 'review_code', arguments: input, ...options }),
  ),
  workflow(
    'train',
    'The crew’s training task: from a table to a registered model, in five phases.',
    z.strictObject({
      data: z.string().min(1).describe('a CSV, Parquet or JSON file, or a glob of them'),
      target: z.string().min(1).describe('the column to predict'),
      task: z.enum(['classification', 'binary', 'multiclass', 'regression']).optional(),
      metric: z.string().min(1).optional().describe('what to optimise, such as roc_auc or rmse'),
      timeBudget: z.number().positive().optional().describe('seconds'),
      protected: z.array(z.string().min(1)).optional().describe('columns of groups to treat alike'),
      name: z.string().min(1).optional().describe('what the model is called'),
      seed: z.int().min(0).optional(),
      sendBacks: z.int().min(0).max(10).optional().describe('how often the validator may send work back'),
      choices: Choices.optional().describe('what is settled beforehand, in place of the crew'),
    }),
    (crew, input, options) => crew.train(input, options),
  ),
  workflow(
    'ml-experiment-tracker',
    'Keeps what was tried: logs runs, and lists, shows, compares, searches and exports them.',
    TrackerRequest,
    (crew, input, options) => crew.track(input, options),
  ),
  workflow(
    'ml-model-registry',
    'The model registry: registers, shows and compares versions, and promotes and rolls back with approval.',
    RegistryRequest,
    (crew, input, options) => crew.registry(input, options),
  ),
  workflow(
    'ml-feature-engineering',
    'Looks into a table, leaves out what would spoil a training, and measures which new features raise the cross-validated score beyond its noise.',
    z.strictObject({
      data: z.string().min(1).describe('a CSV, Parquet or JSON file'),
      target: z.string().min(1).describe('the column to predict'),
    }),
    (crew, input, options) =>
      crew.runAction({
        agent: 'feature-engineer',
        action: 'engineer_features',
        arguments: input,
        ...options,
      }),
  ),
  workflow(
    'ml-model-evaluation',
    'Judges a model on a table: metrics with intervals, baseline and earlier version, calibration, threshold, fairness, and where it fails most.',
    z.strictObject({
      model: z.string().min(1).describe("NAME or NAME@VERSION of the registry, or an artifact's folder"),
      data: z.string().min(1).describe('rows that it has not learned from, with the target'),
      previous: z.string().min(1).optional().describe('an earlier model, held against it on the same rows'),
      training: z
        .string()
        .min(1)
        .optional()
        .describe('rows that it has learned from, to see how much it overfits'),
      protected: z.array(z.string().min(1)).optional().describe('columns that hold the protected groups'),
      costs: z
        .strictObject({ falsePositive: z.number().min(0), falseNegative: z.number().min(0) })
        .optional()
        .describe('of errors, for the threshold'),
      metric: z.string().min(1).optional().describe('what comparisons speak of, such as roc_auc or rmse'),
    }),
    (crew, input, options) =>
      crew.runAction({ agent: 'validator', action: 'validate_model', arguments: input, ...options }),
  ),
];

/** The workflows that can be run by themselves. */
export function workflows(): readonly Workflow[] {
  return all.map(({ name, description, input }) => ({ name, description, input }));
}

/** @throws InputError `unknown-workflow` */
export function findWorkflow(name: string): RunnableWorkflow {
  const found = all.find((known) => known.name === name);
  if (found !== undefined) return found;
  throw new InputError(
    'unknown-workflow',
    `There is no workflow "${name}". There are: ${all.map((known) => known.name).join(', ')}.`,
    { details: { workflow: name } },
  );
}
