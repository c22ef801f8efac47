/** What can go wrong between us and a service, before anything is made of it. */
export type WireFault =
  /** No connection: refused, unknown host, no route, TLS. `cause` is the system's code where it gave one. */
  | { kind: 'unreachable'; cause: string }
  /** The connection broke while the answer came in, or the answer has no end. */
  | { kind: 'cut'; cause: string }
  | { kind: 'timeout'; phase: 'first-byte' | 'stall' | 'total'; ms: number }
  | { kind: 'status'; status: number; body: string; retryAfterMs: number | null }
  /** The service wrote an error of its own into an answer that had begun. */
  | { kind: 'reported'; message: string }
  /** Not the protocol that was expected. */
  | { kind: 'garbled'; sample: string }
  | { kind: 'too-large'; bytes: number }
  /** There is nothing to prove with who calls. */
  | { kind: 'credentials'; cause: string }
  /** The caller's signal. */
  | { kind: 'aborted' };

/** The error that stands for a fault while it passes through a library. */
export class WireError extends Error {
  readonly fault: WireFault;

  constructor(fault: WireFault) {
    super(`wire: ${fault.kind}`);
    this.name = 'WireError';
    this.fault = fault;
  }
}

/** Milliseconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date), or null. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** The message of an error that a service wrote into its answer (Ollama: a line, OpenAI: an event, Gemini: an element), or null. */
export function reportedError(text: string): string | null {
  const match = /"error"\s*:\s*(?:\{[^{}]*?"message"\s*:\s*)?("(?:[^"\\]|\\.)*")/.exec(text);
  if (match === null) return null;
  try {
    return String(JSON.parse(match[1]!));
  } catch {
    return null;
  }
}
