import { warmThreads } from '../../../src/automl/index.ts';
import { budgetOf } from '../budget.ts';
import { contextOf, type NodeConfig, say } from '../context.ts';
import { splitWords } from '../row-split.ts';
import { settleSplit } from '../settle-split.ts';
import { shortBudget } from '../short-budget.ts';
import type { TaskState, TaskUpdate } from '../state.ts';

/** The validator sets rows aside before any other agent looks at the table. */
export async function holdOut(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const { request } = state;
  warmThreads(context.parallel);
  const short = shortBudget(request.data, context.workspace, budgetOf(state));
  if (short !== null) say(context, short);
  const split = await settleSplit(state, context);
  const held = await context.session.held(request);
  // What is asked for is found wrong before time is spent on the data.
  const metric = state.choices.metric ?? request.metric;
  const { task, classes } = await context.session.problem(request, metric);
  const { rows, copies, fingerprint, training } = held;
  say(context, `${rows.test} of ${rows.all} rows are set aside for the validator, ${splitWords(split)}`);
  return {
    held: {
      fingerprint,
      rows,
      columns: training.columns.length,
      task,
      classes: classes === null ? null : [...classes],
      split,
    },
    warnings: [
      ...(short === null ? [] : [short]),
      ...held.warnings.map(({ message }) => message),
      ...(copies === 0
        ? []
        : [
            copies === 1
              ? 'One test row was a copy of a training row and is judged by no more: scores would flatter.'
              : `${copies} test rows were copies of training rows and are judged by no more: scores would flatter.`,
          ]),
    ],
  };
}
