/** `fill-histogram.wat`, assembled: with two additions an instruction and no checks of bounds it is twice as fast as the same in JavaScript. */
const assembled =
  'AGFzbQEAAAABEQJgB39/f39/f38AYAN/f38AAhcBCHRyYWluaW5nBm1lbW9yeQIDAYCABAMDAgABBxMCBGZpbGwAAAhzdWJ0cmFj' +
  'dAABCvABAq8BAgd/AXsgAyAEQQJ0aiEHIAMgBUECdGohCCACQQF0IQkCQANAIAcgCE8NASAHKAIAIQogB0EEaiEHIAYgCkEEdGr9' +
  'AAQAIQ4gASAKIAlsaiELIAsgCWohDAJAA0AgCyAMTw0BIAAgCy8BAEEEdGohDSANIA39AAQAIA798AH9CwQAIAAgCy8BAkEEdGoh' +
  'DSANIA39AAQAIA798AH9CwQAIAtBBGohCwwACwsMAAsLCz0BAX8gACACaiEDAkADQCAAIANPDQEgACAA/QAEACAB/QAEAP3xAf0L' +
  'BAAgAEEQaiEAIAFBEGohAQwACwsL';

/** The functions of `fill-histogram.wat`, bound to a memory; all addresses in bytes. */
export interface HistogramKernel {
  fill(
    histogram: number,
    places: number,
    width: number,
    rows: number,
    from: number,
    to: number,
    pairs: number,
  ): void;
  subtract(parent: number, child: number, length: number): void;
}

let module: WebAssembly.Module | null = null;

/** The kernel on a memory. */
export function histogramKernel(memory: WebAssembly.Memory): HistogramKernel {
  module ??= new WebAssembly.Module(Buffer.from(assembled, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { training: { memory } });
  return exports as unknown as HistogramKernel;
}
