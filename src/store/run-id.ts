import { randomBytes } from 'node:crypto';

/** A new run's id: `run_` and 12 hexadecimal digits. */
export function newRunId(): string {
  return `run_${randomBytes(6).toString('hex')}`;
}
