import type { ModelRole } from './models-config.ts';
import type { RunLimits } from './run-limits.ts';
import type { JsonSchema, ToolDescription } from './types.ts';

export interface ChatOptions {
  /** Id of the run that pays for the call; `limits.run` where it is left out. */
  run?: string;
  limits?: RunLimits;
  signal?: AbortSignal;
  /** Receives the text piece by piece. */
  onToken?: (text: string) => void;
  /** What was streamed so far is void: the call failed half way and starts again, perhaps with another model. */
  onRestart?: () => void;
  /** The answer must be JSON that fits. Handed on to services that take a schema; checking is the caller's. */
  schema?: JsonSchema;
  tools?: readonly ToolDescription[];
  /** Longest answer in tokens; never more than `models.maxOutputTokens`. */
  maxOutputTokens?: number;
  /** What the call is for, as the ledger shows it: a decision's name, `chat`. */
  purpose?: string;
  /** Whether somebody sits before it and nothing has begun yet: `planning` waits `models.planFirstByteMs` for the answer to begin. */
  patience?: 'planning';
  /** As the ledger shows it. */
  role?: ModelRole;
}
