import { InvalidArgumentError } from 'commander';

/** A whole number from 1. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

/** How sure an interval is to hold the true value. */
export function confidence(text: string): number {
  const value = Number(text);
  if (value > 0.5 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number between 0.5 and 1.');
}
