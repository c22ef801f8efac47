/** A plain directed graph for measures: nodes are numbers, edges without repetition, neighbours by offset. */
export interface DirectedGraph {
  size: number;
  /** Neighbours of node i: `targets[offsets[i]]` to `targets[offsets[i + 1] - 1]`. */
  offsets: Uint32Array;
  targets: Uint32Array;
}

/** Makes a graph of pairs; repeated edges and those from a node to itself are left out. */
export function directedGraph(
  size: number,
  edges: Iterable<readonly [source: number, target: number]>,
): DirectedGraph {
  const lists: number[][] = Array.from({ length: size }, () => []);
  for (const [source, target] of edges) if (source !== target) lists[source]!.push(target);
  const offsets = new Uint32Array(size + 1);
  const unique = lists.map((list) => [...new Set(list)].sort((one, other) => one - other));
  for (const [node, list] of unique.entries()) offsets[node + 1] = offsets[node]! + list.length;
  const targets = new Uint32Array(offsets[size]!);
  for (const [node, list] of unique.entries()) targets.set(list, offsets[node]!);
  return { size, offsets, targets };
}

/** The same with every edge the other way round. */
export function reversed({ size, offsets, targets }: DirectedGraph): DirectedGraph {
  const incoming = new Uint32Array(size + 1);
  for (const target of targets) incoming[target + 1]! += 1;
  for (let node = 0; node < size; node += 1) incoming[node + 1]! += incoming[node]!;
  const next = incoming.slice(0, size);
  const sources = new Uint32Array(targets.length);
  for (let node = 0; node < size; node += 1)
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
      const target = targets[at]!;
      sources[next[target]!] = node;
      next[target]! += 1;
    }
  return { size, offsets: incoming, targets: sources };
}
