import type { NodeConfig } from './context.ts';
import type { TaskState, TaskUpdate } from './state.ts';

type Node = (state: TaskState, config: NodeConfig) => TaskUpdate | Promise<TaskUpdate>;

/** A node whose seconds are added to those of the agent whose work it does. */
export function timed(agent: string, node: Node): Node {
  return async (state, config) => {
    const began = performance.now();
    const update = await node(state, config);
    return { ...update, seconds: { [agent]: (performance.now() - began) / 1_000 } };
  };
}
