import type { ProviderName } from './models-config.ts';

/** What is known of a way to reach models, and how it is known. */
export interface ProviderNote {
  provider: ProviderName;
  /** `real`: it was run against the service itself; `protocol`: only against stand-ins that speak its protocol. */
  tried: 'real' | 'protocol';
  note: string;
}

/** What was tried with each service and what was not, for `opsmith doctor` and docs/models.md. */
export function providerNotes(): ProviderNote[] {
  return [];
}
