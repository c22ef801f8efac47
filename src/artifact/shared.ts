import { setImmediate } from 'node:timers/promises';

/** The event loop gets its turn at least that often. */
const longestTurnMs = 10;

type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/** Plain data with its arrays of numbers in memory that threads share: handing it to one then copies none of them. What is shared already stays. */
export async function shared<Data>(data: Data): Promise<Data> {
  let began = performance.now();
  const share = async (value: unknown): Promise<unknown> => {
    if (ArrayBuffer.isView(value)) {
      const array = value as Numbers;
      if (array.buffer instanceof SharedArrayBuffer) return array;
      if (performance.now() - began > longestTurnMs) {
        await setImmediate();
        began = performance.now();
      }
      const make = array.constructor as new (buffer: SharedArrayBuffer) => Numbers;
      const copy = new make(new SharedArrayBuffer(array.byteLength));
      copy.set(array);
      return copy;
    }
    if (Array.isArray(value)) {
      if (value.every((each) => typeof each !== 'object')) return value;
      const made: unknown[] = [];
      for (const each of value) made.push(await share(each));
      return made;
    }
    if (typeof value !== 'object' || value === null) return value;
    const made: Record<string, unknown> = {};
    for (const [key, each] of Object.entries(value))
      made[key] = typeof each === 'object' ? await share(each) : each;
    return made;
  };
  return (await share(data)) as Data;
}

/** Bytes that the arrays of numbers of plain data take. */
export function bytesOf(data: unknown): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  if (typeof data !== 'object' || data === null) return 0;
  let bytes = 0;
  for (const value of Object.values(data)) if (typeof value === 'object') bytes += bytesOf(value);
  return bytes;
}
