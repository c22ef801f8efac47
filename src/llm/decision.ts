import type { z } from 'zod';
import type { StreamedField } from './answer-stream.ts';
import type { Validate } from './check-answer.ts';
import type { Models } from './models.ts';
import type { ModelRole } from './models-config.ts';
import type { RunLimits } from './run-limits.ts';

export interface DecideOptions<Schema extends z.ZodType, Input extends Readonly<Record<string, unknown>>> {
  /** What is decided, as the ledger and the events show it. */
  name: string;
  schema: Schema;
  /** File in `prompts/` without its extension. */
  prompt: string;
  /** Fills the prompt's placeholders; also given to the policy. */
  input: Input;
  /** Decides where no model does. What it throws is thrown. */
  policy: (input: Input) => z.output<Schema> | Promise<z.output<Schema>>;
  models: Models | null;
  role?: ModelRole;
  /** Id of the run; `limits.run` where it is left out. */
  run?: string;
  limits?: RunLimits;
  signal?: AbortSignal;
  validate?: Validate<z.output<Schema>>;
  /** Longest answer in tokens; 1,500 when left out, and never more than `models.maxOutputTokens`. */
  maxOutputTokens?: number;
  /** `planning` waits `models.planFirstByteMs` for the answer to begin, in place of `models.firstByteMs`. */
  patience?: 'planning';
  /** Shows one text of the answer while it is written. */
  stream?: StreamedField;
  /** Folder of the prompts, in place of the package's. */
  promptFolder?: string;
}

export interface Decision<Value> {
  value: Value;
  /** `policy`, or the model as `provider:model`. */
  decidedBy: string;
  /** Why it was decided by whom, in a sentence. */
  reason: string;
  /** Why the model that there is did not decide; left out where it did, and where there is none. */
  passedOver?: string;
  /** Answers asked of models. */
  attempts: number;
  /** The answer came from the cache. */
  cached: boolean;
}

/** A model's decision, or why there is none. */
export type Answered<Value> =
  | { value: Decision<Value> }
  | { value: undefined; reason: string; attempts: number };
