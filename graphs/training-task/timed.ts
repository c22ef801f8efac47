import { aTurn } from '../../src/turns/index.ts';
import type { NodeConfig } from './context.ts';
import type { TaskState, TaskUpdate } from './state.ts';

type Node = (state: TaskState, config: NodeConfig) => TaskUpdate | Promise<TaskUpdate>;

/** A node whose seconds are added to those of the agent whose work it does. */
export function timed(agent: string, node: Node): Node {
  return async (state, config) => {
    const began = performance.now();
    // Between nodes LangGraph itself works: what it does is one stretch, what a node does is others.
    await aTurn();
    const update = await node(state, config);
    await aTurn();
    return { ...update, seconds: { [agent]: (performance.now() - began) / 1_000 } };
  };
}
