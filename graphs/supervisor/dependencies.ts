import {
  type ActionDefinition,
  type AgentDefinition,
  findAction,
  type SlotKind,
} from '../../agents/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';
import type { PlannedStep } from './outcomes.ts';

const tableSlots: readonly SlotKind[] = ['table', 'reference-table', 'current-table'];
const subjectSlots: readonly SlotKind[] = [
  ...tableSlots,
  'code',
  'code-paths',
  'old-code',
  'new-code',
  'old-code-path',
  'new-code-path',
  'model',
];

/**
 * Numbers the steps of a plan and says which wait for which. Everything follows from the actions' declarations; a step waits for an earlier
 * one when
 * - it answers in words: what came before is what it speaks of;
 * - either of the two changes the world: such a step waits for all before it, and all after it wait for it;
 * - both belong to a whole task of the plan (but not on different tables), or the earlier one supplies an argument of the later;
 * - both are about the same table or the same model;
 * - both are of one agent, one of them records something, and one of them names no subject (a note kept, a memory searched).
 * All else runs side by side.
 */
export function orderSteps(
  steps: readonly PlanStep[],
  crew: readonly AgentDefinition[],
  firstNumber = 1,
): PlannedStep[] {
  const known = steps.map((step) => describe(step, crew));
  const tasks = known.flatMap(({ action }) => (action?.task === undefined ? [] : [action.task]));
  return known.map((later, position) => ({
    ...later.step,
    id: String(firstNumber + position),
    after: known
      .slice(0, position)
      .flatMap((earlier, index) => (waitsFor(later, earlier, tasks) ? [String(firstNumber + index)] : [])),
    supplied: suppliers(later, known.slice(0, position), firstNumber),
  }));
}

/** Arguments that the step was not given, each with the number of the last earlier step that supplies it. */
function suppliers(
  later: DescribedStep,
  before: readonly DescribedStep[],
  firstNumber: number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(later.action?.supplied ?? {}).flatMap(([name, action]) => {
      const position = before.findLastIndex(({ step }) => step.action === action);
      const isMissing = later.step.arguments[name] === undefined;
      return isMissing && position >= 0 ? [[name, String(firstNumber + position)]] : [];
    }),
  );
}

interface DescribedStep {
  step: PlanStep;
  action: ActionDefinition | null;
  tables: readonly string[];
  models: readonly string[];
  hasSubject: boolean;
}

function describe(step: PlanStep, crew: readonly AgentDefinition[]): DescribedStep {
  const action = findAction(crew, step.agent, step.action)?.action ?? null;
  const valuesOf = (kinds: readonly SlotKind[]) =>
    Object.entries(action?.slots ?? {})
      .filter(([, kind]) => kind !== undefined && kinds.includes(kind))
      .flatMap(([name]) => step.arguments[name] ?? [])
      .map(String);
  return {
    step,
    action,
    tables: valuesOf(tableSlots),
    models: valuesOf(['model']),
    hasSubject: valuesOf(subjectSlots).length > 0,
  };
}

function waitsFor(
  later: DescribedStep,
  earlier: DescribedStep,
  tasks: readonly (readonly string[])[],
): boolean {
  if (later.action === null || earlier.action === null) return false;
  if (later.action.effect === 'world' || earlier.action.effect === 'world') return true;
  // An answer in words is about what was done before it.
  if (later.action.name === 'answer') return true;
  const names = [later.action.name, earlier.action.name];
  const onOtherTables = later.tables.length > 0 && earlier.tables.length > 0;
  const inOneTask = tasks.some((task) => names.every((name) => task.includes(name)));
  if (inOneTask && (!onOtherTables || overlap(later.tables, earlier.tables))) return true;
  if (Object.values(later.action.supplied ?? {}).includes(earlier.action.name)) return true;
  if (overlap(later.tables, earlier.tables) || overlap(later.models, earlier.models)) return true;
  const records = later.action.effect === 'record' || earlier.action.effect === 'record';
  const isGeneral = !later.hasSubject || !earlier.hasSubject;
  return later.step.agent === earlier.step.agent && records && isGeneral;
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((value) => others.includes(value));
}
