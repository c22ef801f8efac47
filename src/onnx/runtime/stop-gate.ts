/**
 * Node aborts the whole process where a thread is ended while it is inside onnxruntime ("terminate called after throwing an instance of 'Napi::Error'", onnxruntime-node 1.30), and a
 * process that exits ends its threads. So it waits at its exit until they are out of there, and none goes in again.
 */
export interface StopGate {
  readonly state: Int32Array;
}

/** Places in a gate's state. */
const inside = 0;
const isShut = 1;
/** No exit waits longer than that. */
const mostWaitMs = 10_000;

const gates = new Set<StopGate>();

function waitForAll(): void {
  for (const { state } of gates) Atomics.store(state, isShut, 1);
  for (const { state } of gates) Atomics.wait(state, inside, 1, mostWaitMs);
}

/** A gate for a thread that is started; `forget` when it has ended. */
export function createStopGate(): { gate: StopGate; forget(): void } {
  const gate = { state: new Int32Array(new SharedArrayBuffer(8)) };
  if (gates.size === 0) process.on('exit', waitForAll);
  gates.add(gate);
  return {
    gate,
    forget() {
      gates.delete(gate);
      if (gates.size === 0) process.off('exit', waitForAll);
    },
  };
}

/** In the thread: does the work unless the process is about to exit; then it never comes back. */
export async function throughGate<Result>({ state }: StopGate, work: () => Promise<Result>): Promise<Result> {
  const leave = (): void => {
    Atomics.store(state, inside, 0);
    Atomics.notify(state, inside);
  };
  Atomics.store(state, inside, 1);
  if (Atomics.load(state, isShut) === 1) {
    leave();
    return new Promise<never>(() => {});
  }
  try {
    return await work();
  } finally {
    leave();
  }
}
