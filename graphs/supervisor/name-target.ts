import { type ActionDefinition, type AgentDefinition, findAction } from '../../agents/index.ts';
import { namesLike } from '../../agents/planner/index.ts';
import { tableHeader } from '../../src/data/index.ts';
import { OpsmithError } from '../../src/errors/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';
import type { Plan } from './planning.ts';

/** Columns that a question names, at most. */
const mostNamed = 12;

/**
 * A plan whose steps lack the column to predict, completed by the table's header: "a churn model from customers.csv" means the column `churned` where that is the only
 * one of such a name, and the model is then called `churn`. Else the question says which columns there are, or what is wrong with the table.
 */
export async function nameTarget(
  plan: Plan,
  text: string,
  { agents, workspace }: { agents: readonly AgentDefinition[]; workspace: string },
): Promise<Plan> {
  const lacking = plan.steps.flatMap((step) => {
    const action = findAction(agents, step.agent, step.action)?.action;
    const place = action === undefined ? null : placeOf(action, step);
    return place?.isNeeded && place.table !== null ? [place.table] : [];
  });
  const table = lacking[0];
  if (table === undefined || new Set(lacking).size > 1) return plan;
  let columns: readonly string[];
  try {
    columns = await tableHeader(table, { workspace });
  } catch (thrown) {
    if (!(thrown instanceof OpsmithError)) throw thrown;
    return { ...plan, clarification: thrown.message };
  }
  const found = namesLike(text, columns);
  const [named] = found;
  if (named === undefined || new Set(found.map(({ name }) => name)).size > 1)
    return {
      ...plan,
      clarification: `${plan.clarification ?? 'I still need the column to predict.'} ${among(
        table,
        columns,
        found.map(({ name }) => name),
      )}`,
    };
  const steps = plan.steps.map((step) => {
    const action = findAction(agents, step.agent, step.action)?.action;
    const place = action === undefined ? null : placeOf(action, step);
    if (place === null || place.table !== table || step.arguments[place.argument] !== undefined) return step;
    const isNamed = action !== undefined && 'name' in action.input.shape && step.arguments.name === undefined;
    return {
      ...step,
      arguments: { ...step.arguments, [place.argument]: named.name, ...(isNamed && { name: named.word }) },
    };
  });
  const { clarification: _, ...rest } = plan;
  return {
    ...rest,
    steps,
    reason: `${plan.reason} “${named.word}” names the column ${named.name} of ${table}.`,
  };
}

/** Where an action takes the column to predict, and the table that it is about. */
function placeOf(action: ActionDefinition, step: PlanStep) {
  const argumentOf = (kind: string) => Object.entries(action.slots).find(([, slot]) => slot === kind)?.[0];
  const [argument, data] = [argumentOf('column'), argumentOf('table')];
  if (argument === undefined || data === undefined) return null;
  const table = step.arguments[data];
  const isOptional = action.input.shape[argument]?.safeParse(undefined).success ?? true;
  return {
    argument,
    table: typeof table === 'string' ? table : null,
    isNeeded: !isOptional && step.arguments[argument] === undefined,
  };
}

function among(table: string, columns: readonly string[], alike: readonly string[]): string {
  const some = alike.length > 0 ? [...new Set(alike)] : columns;
  const shown = some.slice(0, mostNamed).join(', ');
  const more = some.length > mostNamed ? ` and ${some.length - mostNamed} more` : '';
  return alike.length > 0
    ? `${table} has ${shown}${more}: which one is meant?`
    : `${table} has ${shown}${more}.`;
}
