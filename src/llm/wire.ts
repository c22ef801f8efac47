import { toError } from '../errors/index.ts';
import { createLineFilter, passAll } from './line-filter.ts';
import { parseRetryAfter, WireError, type WireFault } from './wire-fault.ts';

export interface WireOptions {
  fetch: typeof fetch;
  signal?: AbortSignal;
  totalMs: number;
  firstByteMs: number;
  stallMs: number;
  maxBytes: number;
  /** Check that the answer is lines of JSON, before a library sees (and prints) what is not. */
  jsonLines?: boolean;
  now: () => number;
}

/**
 * The one road to a service for one call, whatever library drives. It is needed because the libraries differ in what they make of a stall,
 * an abort or a broken stream: one waits for ever, one leaves an unhandled rejection, one prints. So a broken answer is *ended* towards the
 * library, and what broke is kept in `fault` for us.
 */
export interface Wire extends Disposable {
  readonly fetch: typeof fetch;
  /** The first thing that went wrong, or null. */
  readonly fault: WireFault | null;
  /** The end of what came in, to look for an error that the service wrote into its answer. */
  tail(): string;
  /** Aborted when the call has failed, for what does not go through `fetch`. */
  readonly signal: AbortSignal;
}

/** What is read of a refusal, for its message. Bytes. */
const maxRefusalBytes = 16_384;
const maxRefusalMs = 2_000;
/** What is kept of the end of an answer. Bytes. */
const tailBytes = 2_048;

export function createWire(options: WireOptions): Wire {
  const { totalMs, firstByteMs, stallMs, maxBytes, jsonLines = false, now } = options;
  const controller = new AbortController();
  let fault: WireFault | null = null;
  let last: Uint8Array[] = [];

  function fail(what: WireFault): void {
    if (fault !== null) return;
    fault = what;
    controller.abort(new WireError(what));
  }

  const onAbort = () => fail({ kind: 'aborted' });
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const total = setTimeout(() => fail({ kind: 'timeout', phase: 'total', ms: totalMs }), totalMs);
  let quiet: NodeJS.Timeout | undefined = setTimeout(
    () => fail({ kind: 'timeout', phase: 'first-byte', ms: firstByteMs }),
    firstByteMs,
  );

  const wiredFetch: typeof fetch = async (input, init) => {
    let response: Response;
    try {
      // The library's own signal is left out on purpose: all that ends a call goes through this wire.
      response = await options.fetch(input, { ...init, signal: controller.signal });
    } catch (thrown) {
      fail({ kind: 'unreachable', cause: causeOf(thrown) });
      throw new WireError(fault!);
    }
    if (!response.ok) {
      const body = await readRefusal(response, now);
      fail({
        kind: 'status',
        status: response.status,
        body,
        retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), now()),
      });
      throw new WireError(fault!);
    }
    const isPage = /\bhtml\b/i.test(response.headers.get('content-type') ?? '');
    if (isPage || response.body === null) {
      fail({ kind: 'garbled', sample: isPage ? 'a web page' : 'nothing' });
      throw new WireError(fault!);
    }
    return new Response(guarded(response.body), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };

  function guarded(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    const filter = jsonLines ? createLineFilter() : passAll;
    let bytes = 0;
    /** The library wants no more: it has read the end that the protocol marks. */
    let left = false;

    /** The next bytes that may pass, or null at the end. */
    async function next(): Promise<Uint8Array | null> {
      for (;;) {
        if (bytes > 0)
          quiet = setTimeout(() => fail({ kind: 'timeout', phase: 'stall', ms: stallMs }), stallMs);
        const { done, value } = await reader.read();
        clearTimeout(quiet);
        if (fault !== null) throw new WireError(fault);
        bytes += value?.byteLength ?? 0;
        if (value !== undefined) last = [...last, value].slice(-2);
        if (bytes > maxBytes) throw new WireError({ kind: 'too-large', bytes: maxBytes });
        const passed = done ? filter.end() : filter.push(value);
        if (passed.byteLength > 0) return passed;
        if (done) return null;
      }
    }

    return new ReadableStream<Uint8Array>({
      async pull(stream) {
        try {
          const passed = await next();
          if (left) return;
          if (passed === null) stream.close();
          else stream.enqueue(passed);
        } catch (thrown) {
          clearTimeout(quiet);
          if (left) return;
          fail(thrown instanceof WireError ? thrown.fault : { kind: 'cut', cause: causeOf(thrown) });
          stream.close();
          reader.cancel().catch(() => {});
        }
      },
      cancel: async (reason) => {
        left = true;
        clearTimeout(quiet);
        await reader.cancel(reason).catch(() => {});
      },
    });
  }

  return {
    fetch: wiredFetch,
    signal: controller.signal,
    tail: () => Buffer.concat(last).subarray(-tailBytes).toString('utf8'),
    get fault() {
      return fault;
    },
    [Symbol.dispose]() {
      // A library that stumbled over an answer leaves its connection open.
      controller.abort();
      clearTimeout(total);
      clearTimeout(quiet);
      options.signal?.removeEventListener('abort', onAbort);
    },
  };
}

async function readRefusal(response: Response, now: () => number): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const until = now() + maxRefusalMs;
  const timer = setTimeout(() => void reader.cancel().catch(() => {}), maxRefusalMs);
  let text = '';
  try {
    while (text.length < maxRefusalBytes && now() <= until) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The status says enough.
  } finally {
    clearTimeout(timer);
    void reader.cancel().catch(() => {});
  }
  return text;
}

/** The system's code of a failed connection (`ECONNREFUSED`), or the message. */
function causeOf(thrown: unknown): string {
  for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < 5; depth += 1) {
    const { code, cause, errors } = error as Error & { code?: unknown; errors?: readonly unknown[] };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    if (Array.isArray(errors) && errors.length > 0) error = errors[0];
    else if (cause === undefined) break;
    else error = cause;
  }
  return toError(thrown).message;
}
