import type { Tree } from './tree.ts';

/** A tree in one piece of memory that threads share: handing it to another copies nothing. */
export function shareTree(tree: Tree): Tree {
  // By size of their numbers, the biggest first, so that each lies where it must.
  const order = [
    'threshold',
    'value',
    'gain',
    'cover',
    'feature',
    'categoryStart',
    'left',
    'right',
    'categories',
    'missingLeft',
  ] as const;
  const memory = new SharedArrayBuffer(order.reduce((sum, key) => sum + tree[key].byteLength, 0));
  let at = 0;
  const place = <Values extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
    values: Values,
  ): Values => {
    const Kind = values.constructor as new (buffer: SharedArrayBuffer, at: number, length: number) => Values;
    const copy = new Kind(memory, at, values.length);
    copy.set(values);
    at += values.byteLength;
    return copy;
  };
  const shared: Tree = { ...tree };
  for (const key of order) Object.assign(shared, { [key]: place(tree[key]) });
  return shared;
}
