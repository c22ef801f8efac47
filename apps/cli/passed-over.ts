import type { RunEvent } from '../../src/observe/index.ts';

/** Listens to a run for why the model that is configured did not decide. */
export interface PassedOver {
  listen(event: RunEvent): void;
  /** The first reason, which is the one that the later ones follow from; null where the model decided, or there is none. */
  readonly reason: string | null;
}

export function createPassedOver(): PassedOver {
  let reason: string | null = null;
  return {
    listen(event) {
      if (event.type === 'plan' || event.type === 'decision') reason ??= event.passedOver ?? null;
    },
    get reason() {
      return reason;
    },
  };
}
