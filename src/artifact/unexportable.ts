import type { Pipeline, PipelinePlan } from '../features/index.ts';
import type { TrainedModel } from './trained-model.ts';

/** What an ONNX file can't hold: the raw column that it is about (null: the whole model), and why. */
export interface Unexportable {
  column: string | null;
  reason: string;
}

const hashed = 'its text would be hashed, and no standard operator of ONNX hashes texts';
const unnamed = 'a column without a name cannot be an input of an ONNX graph';

/**
 * What keeps a plan's pipelines or a trained model from being written as one ONNX file; empty where nothing does. Ask it of the plan before anything is fitted.
 */
export function unexportable(what: PipelinePlan | TrainedModel): Unexportable[] {
  const found =
    'members' in what ? what.members.flatMap(({ pipeline }) => ofPipeline(pipeline)) : ofPlan(what);
  return found.filter(
    ({ column, reason }, at) =>
      found.findIndex((other) => other.column === column && other.reason === reason) === at,
  );
}

function ofPlan({ columns, steps }: PipelinePlan): Unexportable[] {
  const found: Unexportable[] = [];
  for (const step of steps)
    if (step.step === 'hash' || step.step === 'text')
      for (const column of step.columns) found.push({ column, reason: hashed });
  if (columns.includes('')) found.push({ column: '', reason: unnamed });
  return found;
}

/** Every value is followed back to the raw columns that it is made of. */
function ofPipeline({ inputs, nodes }: Pipeline): Unexportable[] {
  const sources: (readonly string[])[] = inputs.map(({ name }) => [name]);
  const found: Unexportable[] = [];
  for (const { operation, inputs: own, outputs } of nodes) {
    const from = [...new Set(own.flatMap((value) => sources[value] ?? []))];
    for (let at = 0; at < outputs; at++) sources.push(from);
    if (operation.op === 'hash' || operation.op === 'tf-idf')
      for (const column of from) found.push({ column, reason: hashed });
  }
  if (inputs.some(({ name }) => name === '')) found.push({ column: '', reason: unnamed });
  return found;
}
