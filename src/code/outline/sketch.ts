/** MinHash (Broder 1997) of the shape of code: two functions with alike code agree in as many of the numbers as their shapes have in common. */
import type { NodeIndex, SyntaxTree } from '../syntax-tree.ts';

export const sketchSize = 16;
/** Nodes in a row that make one shape; shorter ones are in all code. */
const shingle = 6;
/** Code with fewer nodes is alike by chance. */
const leastNodes = 60;
/** Of a longer function only the beginning is looked at. */
const mostNodes = 20_000;

const seeds = Uint32Array.from({ length: sketchSize }, (_, place) => mix(place * 0x9e3779b1 + 0x7f4a7c15));

/** The sketch of the code under a node, in base64; undefined for too little code. */
export function sketchOf(tree: SyntaxTree, node: NodeIndex): string | undefined {
  const stop = Math.min(tree.next[node]!, node + mostNodes);
  if (stop - node < leastNodes) return undefined;
  const least = new Uint32Array(sketchSize).fill(0xffffffff);
  for (let row = node; row + shingle <= stop; row += 1) {
    let hash = 17;
    for (let place = 0; place < shingle; place += 1)
      hash = Math.imul(hash ^ tree.symbol[row + place]!, 0x01000193);
    for (let place = 0; place < sketchSize; place += 1) {
      const value = mix(hash ^ seeds[place]!);
      if (value < least[place]!) least[place] = value;
    }
  }
  return Buffer.from(least.buffer).toString('base64');
}

function mix(number: number): number {
  let value = number >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
