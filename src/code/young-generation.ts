/** The room for what is new in V8's heaps, held where it is. */

/**
 * Keeps the room for new objects, in every thread of the process, from growing beyond what it has by now. While thousands of results come in and stay,
 * V8 doubles the main thread's again and again, up to 128 MB of which a few are in use; its limit can't be set once the process runs, but the
 * factor by which it grows is read each time.
 */
export function holdYoungGeneration(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}
