import type { ActionContext } from '../../agents/index.ts';
import { leftOutSteps } from '../../agents/planner/index.ts';
import { noSuchColumn, tableHeader } from '../../src/data/index.ts';
import { InputError } from '../../src/errors/index.ts';
import { RunInput } from '../run-types.ts';
import { parseRequest } from './check-request.ts';
import type { Choices, TaskRequest } from './request.ts';

type Steps = readonly { arguments: Readonly<Record<string, unknown>> }[];

/**
 * What the task's steps ask for together, with what the person settled in words that no argument has a place for ("… without target encoding").
 *
 * @throws InputError `bad-arguments`, `no-such-column`, and what keeps the table's header from being read
 */
export async function requestOf(
  steps: Steps,
  context: Pick<ActionContext, 'store' | 'run' | 'workspace'>,
): Promise<TaskRequest> {
  const {
    model: _,
    trials: __,
    leaveOut,
    without,
    useOnly,
    families,
    folds,
    ...given
  } = Object.assign({}, ...steps.map((step) => step.arguments)) as Record<string, unknown>;
  const own = given.choices as Choices | undefined;
  const said = {
    ...(await stepsLeftOut(context, (without ?? []) as string[])),
    ...(families === undefined ? {} : { families }),
    ...(folds === undefined ? {} : { folds }),
    ...own,
  };
  const request = parseRequest({ ...given, choices: said });
  const drop = [
    ...(request.choices.drop ?? []),
    ...((leaveOut ?? []) as string[]),
    ...(useOnly === undefined ? [] : await allBut(useOnly as string[], request, context.workspace)),
  ];
  if (drop.length === 0) return request;
  return { ...request, choices: { ...request.choices, drop: [...new Set(drop)] } };
}

/** Those of the arguments, which a follow-up keeps, and those of the run's own words. */
async function stepsLeftOut(
  { store, run }: Pick<ActionContext, 'store' | 'run'>,
  given: readonly string[],
): Promise<Choices> {
  const asked = RunInput.safeParse((await store.runs.get(run)).input);
  const without = [...new Set([...given, ...(asked.success ? leftOutSteps(asked.data.text) : [])])];
  return without.length === 0 ? {} : { without };
}

/** Every column but those and the target. @throws InputError `no-such-column` for one that the table lacks */
async function allBut(
  kept: readonly string[],
  { data, target, protected: groups }: TaskRequest,
  workspace: string,
): Promise<string[]> {
  const names = await tableHeader(data, { workspace });
  for (const column of kept)
    if (!names.includes(column)) throw noSuchColumn(names, column, { table: data, what: ' to learn from' });
  const left = names.filter((name) => name !== target && !kept.includes(name) && !groups.includes(name));
  if (kept.every((column) => column === target))
    throw new InputError(
      'bad-arguments',
      `${target} is what is to be predicted: name a column to learn from.`,
    );
  return left;
}
