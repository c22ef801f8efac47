/** Copies of numbers in memory that threads share; zeros where no values are given. */
export function sharedNumbers(length: number, values?: ArrayLike<number>): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(8 * length));
  if (values !== undefined) shared.set(values);
  return shared;
}

/** The same for whole numbers of 32 bits. */
export function sharedInts(length: number, values?: ArrayLike<number>): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(4 * length));
  if (values !== undefined) shared.set(values);
  return shared;
}
