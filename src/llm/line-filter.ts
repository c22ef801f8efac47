import { WireError } from './wire-fault.ts';

/** Decides which bytes of an answer a library gets to see. Both give the bytes that may pass, perhaps none. */
export interface ByteFilter {
  push(bytes: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

const nothing = new Uint8Array(0);

export const passAll: ByteFilter = { push: (bytes) => bytes, end: () => nothing };

/**
 * Lets whole lines of JSON pass.
 * @throws WireError `garbled` at a line that is not JSON, `cut` where the last line has no end.
 */
export function createLineFilter(): ByteFilter {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';

  return {
    push(bytes) {
      const text = rest + decoder.decode(bytes, { stream: true });
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end === 0) return nothing;
      const lines = text.slice(0, end).split('\n');
      for (const line of lines)
        if (line.trim() !== '' && !isJson(line))
          throw new WireError({ kind: 'garbled', sample: line.slice(0, 80) });
      return encoder.encode(text.slice(0, end));
    },
    end() {
      if (rest.trim() === '') return nothing;
      if (!isJson(rest)) throw new WireError({ kind: 'cut', cause: 'the last line has no end' });
      return encoder.encode(`${rest}\n`);
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
