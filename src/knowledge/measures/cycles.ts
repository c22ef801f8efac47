import type { DirectedGraph } from './directed-graph.ts';

/** The strongly connected components of more than one node (Tarjan 1972), the largest first: each node in one is on a cycle with the others. */
export function cyclesOf({ size, offsets, targets }: DirectedGraph): number[][] {
  const numbers = new Int32Array(size).fill(-1);
  const lowest = new Int32Array(size);
  const isOpen = new Uint8Array(size);
  const next = offsets.slice(0, size);
  const open: number[] = [];
  const found: number[][] = [];
  let counter = 0;
  // With a stack of its own: a chain of imports may be longer than calls go deep.
  const visiting: number[] = [];
  const enter = (node: number): void => {
    numbers[node] = counter;
    lowest[node] = counter;
    counter += 1;
    open.push(node);
    isOpen[node] = 1;
    visiting.push(node);
  };
  for (let start = 0; start < size; start += 1) {
    if (numbers[start] !== -1) continue;
    enter(start);
    while (visiting.length > 0) {
      const node = visiting.at(-1)!;
      if (next[node]! < offsets[node + 1]!) {
        const target = targets[next[node]!]!;
        next[node]! += 1;
        if (numbers[target] === -1) enter(target);
        else if (isOpen[target] === 1) lowest[node] = Math.min(lowest[node]!, numbers[target]!);
        continue;
      }
      visiting.pop();
      const parent = visiting.at(-1);
      if (parent !== undefined) lowest[parent] = Math.min(lowest[parent]!, lowest[node]!);
      if (lowest[node] !== numbers[node]) continue;
      const component: number[] = [];
      for (;;) {
        const member = open.pop()!;
        isOpen[member] = 0;
        component.push(member);
        if (member === node) break;
      }
      if (component.length > 1) found.push(component.sort((one, other) => one - other));
    }
  }
  return found.sort((one, other) => other.length - one.length || one[0]! - other[0]!);
}
