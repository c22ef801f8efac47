import { InputError } from '../src/errors/index.ts';

/** That an action lacks a field of its input. */
export function missingField(action: string, name: string): InputError {
  return new InputError('missing-field', `To ${action}, the input needs "${name}".`, {
    details: { field: name },
  });
}
