/** Arrays of numbers that models hold, by the names under which they are saved. */
const arrays = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array } as const;
type ArrayName = keyof typeof arrays;

/** Keeps an array elsewhere and gives where it begins there; null leaves it in the text. */
export type KeepArray = (bytes: Uint8Array) => number | null;
/** The bytes that were kept elsewhere, in memory that threads share. */
export type TakeArray = (at: number, bytes: number) => SharedArrayBuffer;

/**
 * Plain data as what JSON can hold and give back as the very same numbers: arrays as base64 of their little-endian bytes, or by where `keep` has put them, and numbers
 * that JSON has no word for (NaN, infinite ones, minus zero) by their names.
 */
export function packed(value: unknown, keep?: KeepArray): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { $number: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    const at = keep?.(bytes) ?? null;
    if (at !== null) return { $array: value.constructor.name, at, bytes: bytes.length };
    return { $array: value.constructor.name, base64: bytes.toString('base64') };
  }
  if (Array.isArray(value)) return value.map((inner) => packed(inner, keep));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, packed(inner, keep)]));
}

/** What was packed; throws what it likes for what was not. */
export function unpacked(value: unknown, take?: TakeArray): unknown {
  if (Array.isArray(value)) return value.map((inner) => unpacked(inner, take));
  if (typeof value !== 'object' || value === null) return value;
  if ('$number' in value) return Number(value.$number);
  if ('$array' in value && 'base64' in value) {
    const bytes = Buffer.from(String(value.base64), 'base64');
    // In memory that threads share, so that handing a model to one copies nothing.
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    return new arrays[value.$array as ArrayName](shared as unknown as ArrayBuffer);
  }
  if ('$array' in value && 'at' in value && 'bytes' in value) {
    if (take === undefined) throw new RangeError('The arrays of this model lie in another file.');
    const shared = take(Number(value.at), Number(value.bytes));
    return new arrays[value.$array as ArrayName](shared as unknown as ArrayBuffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpacked(inner, take)]));
}
