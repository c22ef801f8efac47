/** The one scripted model behind every fake service: ordered replies and faults, a record of what was asked, no surprises. */

/** A service's misbehaviour, in place of an answer. */
export type Fault =
  /** A refusal, with a message of the service's own and perhaps a Retry-After header. */
  | { status: number; message?: string; retryAfter?: string }
  /** Nothing at all comes, or nothing more after half of the answer. */
  | 'stall-before'
  | 'stall-within'
  /** The connection breaks, before or after half of the answer. */
  | 'cut-before'
  | 'cut-within'
  /** The answer ends politely, but without the end that the protocol has. */
  | 'no-end'
  /** Not the protocol: broken JSON, or a web page. */
  | 'garbled'
  | 'page'
  /** The service reports an error of its own after half of the answer. */
  | 'error-within';

export interface ScriptedAnswer {
  text?: string;
  toolCalls?: readonly { name: string; arguments: Record<string, unknown> | string }[];
  /** As the service counts; null: it does not. */
  tokens?: { in: number; out: number } | null;
  finish?: 'stop' | 'length';
  /** Bytes at a time, this many milliseconds apart. */
  drip?: { bytes: number; ms: number };
}

export type ModelStep =
  | ScriptedAnswer
  | { json: unknown }
  | { fault: Fault }
  | ((request: ModelRequest) => ModelStep);

export type SettledStep = (ScriptedAnswer & { fault?: undefined }) | { fault: Fault };

/** What a service was asked, in one form for all protocols. */
export interface ModelRequest {
  protocol: 'ollama' | 'openai' | 'gemini';
  path: string;
  headers: Record<string, string | string[] | undefined>;
  model: string;
  stream: boolean;
  messages: { role: string; content: string }[];
  /** Names of the tools that were offered. */
  tools: string[];
  /** The form asked for: a schema, `json`, or undefined. */
  format: unknown;
  temperature: number | undefined;
  maxTokens: number | undefined;
  body: Record<string, unknown>;
}

export interface ScriptedModel {
  /** What was asked, in order. */
  readonly requests: ModelRequest[];
  /** The next reply. @throws Error when the script is at its end. */
  next(request: ModelRequest): SettledStep;
  /** @throws Error when replies are left over, or more was asked than scripted. */
  verify(): void;
}

/** What a scripted model says: replies in their order, or whatever a function makes of what it is asked, however often that is. */
export type Script = readonly ModelStep[] | ((request: ModelRequest) => ModelStep);

/** A model that gives these replies, in this order. */
export function createScriptedModel(given: Script): ScriptedModel {
  const steps = typeof given === 'function' ? [] : given;
  const left = [...steps];
  const requests: ModelRequest[] = [];
  let extra = 0;

  function settle(step: ModelStep, request: ModelRequest): SettledStep {
    if (typeof step === 'function') return settle(step(request), request);
    if ('json' in step) return { text: JSON.stringify(step.json) };
    return step;
  }

  return {
    requests,
    next(request) {
      requests.push(request);
      const step = typeof given === 'function' ? given : left.shift();
      if (step === undefined) {
        extra += 1;
        throw new Error(
          `the script of ${steps.length} replies is at its end; asked: ${request.messages.at(-1)?.content}`,
        );
      }
      return settle(step, request);
    },
    verify() {
      if (extra > 0)
        throw new Error(`The scripted model was asked ${extra} times more than its script has replies.`);
      if (left.length > 0)
        throw new Error(`${left.length} of ${steps.length} scripted replies were never asked for.`);
    },
  };
}
