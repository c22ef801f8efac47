/** `grow-tree.wat`, assembled: without checks of bounds, and with places found by additions alone, it takes half the time of the same in JavaScript, or less. */
const assembled =
  'AGFzbQEAAAABMQVgB39/f39/f38AYAh/f39/f39/fwBgA39/fwBgBX9/f39/AX9gCH9/f3x8fHx8AX8CFwEIdHJhaW5pbmcGbWVtb3J5' +
  'AgMBgIAEAwYFAAECAwQHNgUJZmlsbEVpZ2h0AAAIZmlsbFNvbWUAAQhzdWJ0cmFjdAACCXBhcnRpdGlvbgADBHNjYW4ABAqdBgW9AgMD' +
  'fwF+B38gACABaiELIAsgAWohDCAMIAFqIQ0gDSABaiEOIA4gAWohDyAPIAFqIRAgECABaiERAkADQCAEIAVPDQEgBCgCACEHIARBBGoh' +
  'BCAGIAdBA3RqKQMAIQogAiAHIANsaiEIIAAgCC0AAEEDdGohCSAJIAkpAwAgCnw3AwAgCyAILQABQQN0aiEJIAkgCSkDACAKfDcDACAM' +
  'IAgtAAJBA3RqIQkgCSAJKQMAIAp8NwMAIA0gCC0AA0EDdGohCSAJIAkpAwAgCnw3AwAgDiAILQAEQQN0aiEJIAkgCSkDACAKfDcDACAP' +
  'IAgtAAVBA3RqIQkgCSAJKQMAIAp8NwMAIBAgCC0ABkEDdGohCSAJIAkpAwAgCnw3AwAgESAILQAHQQN0aiEJIAkgCSkDACAKfDcDAAwA' +
  'CwsLdwIFfwF+AkADQCAEIAVPDQEgBCgCACEIIARBBGohBCAGIAhBA3RqKQMAIQ0gAiAIIANsaiEJIAkgB2ohCiAAIQsDQCALIAktAABB' +
  'A3RqIQwgDCAMKQMAIA18NwMAIAsgAWohCyAJQQFqIQkgCSAKSQ0ACwwACwsLPQEBfyAAIAJqIQMCQANAIAAgA08NASAAIAD9AAQAIAH9' +
  'AAQA/dEB/QsEACAAQRBqIQAgAUEQaiEBDAALCwtnAQR/IAAhBSAEIQYCQANAIAAgAU8NASAAKAIAIQcgAEEEaiEAIAMgAiAHai0AAGot' +
  'AAAhCCAFIAc2AgAgBiAHNgIAIAUgCGohBSAGQQQgCGtqIQYMAAsLIAUgBCAGIARr/AoAACAFC70BAwF+AX8HfCACBEAgAikDACEICwJA' +
  'A0AgACABSw0BIAggACkDAHwhCCAIp7chDCAAQQhqIQAgDCAGYw0AIAQgDKEhDiAOIAZjDQEgCEIgh6e3IQsgAyALoSENIAwgBaAhDyAO' +
  'IAWgIRAgCyALoiELIA0gDaIhDSALIBCiIA0gD6KgIAdE0dz/////7z+iIA8gEKKiYw0AIAsgD6MgDSAQo6AhCiAKIAdkBEAgCiEHIABB' +
  'CGshCQsMAAsLIAkL';

/** The functions of `grow-tree.wat`, bound to a memory; all addresses in bytes. */
export interface GrowKernel {
  fillEight(
    histogram: number,
    stride: number,
    places: number,
    width: number,
    from: number,
    to: number,
    sums: number,
  ): void;
  fillSome(
    histogram: number,
    stride: number,
    places: number,
    width: number,
    from: number,
    to: number,
    sums: number,
    features: number,
  ): void;
  subtract(parent: number, child: number, length: number): void;
  partition(from: number, to: number, bins: number, sides: number, scratch: number): number;
  scan(
    bin: number,
    last: number,
    missing: number,
    gradient: number,
    hessian: number,
    l2: number,
    least: number,
    best: number,
  ): number;
}

let module: WebAssembly.Module | null = null;

/** The kernel on a memory. */
export function growKernel(memory: WebAssembly.Memory): GrowKernel {
  module ??= new WebAssembly.Module(Buffer.from(assembled, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { training: { memory } });
  return exports as unknown as GrowKernel;
}
