/**
 * The errors that opsmith raises on purpose, split by who can mend them.
 * A message names the bad value, what was expected and what to do, in one or two lines.
 */
export { closestName } from './closest-name.ts';

/** Exit statuses of the command line (see the README): what a script may rely on. */
export type ExitStatus = 0 | 1 | 2 | 130;

export interface ErrorOptions {
  cause?: unknown;
  /** Typed facts for programs: a key, a path, a limit's name. Never secrets, never code under review. */
  details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The base of every error raised on purpose; `code` is stable and kebab-case. */
export class OpsmithError extends Error {
  readonly code: string;
  readonly exitStatus: ExitStatus;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: string, message: string, exitStatus: ExitStatus, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.exitStatus = exitStatus;
    this.details = options.details ?? {};
  }
}

/** The caller gave something unusable: a missing file, an unknown name, a wrong value. Exit status 2. */
export class InputError extends OpsmithError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, message, 2, options);
  }
}

/** A service outside failed: a language model's server, a network. Exit status 1. */
export class ProviderError extends OpsmithError {
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** How long the provider asked us to wait, when it said so. */
  readonly retryAfterMs: number | null;

  constructor(
    code: string,
    message: string,
    options: ErrorOptions & { retryable: boolean; retryAfterMs?: number | null },
  ) {
    super(code, message, 1, options);
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** A language model answered with something that cannot be used, after its one repair. Exit status 1. */
export class ModelError extends OpsmithError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, message, 1, options);
  }
}

/** A limit was reached: calls, tokens, cost, seconds, size. Exit status 1. */
export class LimitError extends OpsmithError {
  /** The configuration key of the limit, for example `limits.calls`. */
  readonly limit: string;

  constructor(limit: string, message: string, options?: ErrorOptions) {
    super('limit-reached', message, 1, options);
    this.limit = limit;
  }
}

/** The store, the disk or this process failed in a way the caller may mend. Exit status 1. */
export class StorageError extends OpsmithError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, message, 1, options);
  }
}

/** The person or a signal stopped the work. Exit status 130. */
export class InterruptedError extends OpsmithError {
  constructor(message = 'Interrupted.', options?: ErrorOptions) {
    super('interrupted', message, 130, options);
  }
}

/** A bug of ours: something the code promised cannot happen. Exit status 1. */
export class InternalError extends OpsmithError {
  constructor(message: string, options?: ErrorOptions) {
    super('internal', message, 1, options);
  }
}

/** The error as an Error, whatever was thrown. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
