import { z } from 'zod';
import { InputError } from '../../../errors/index.ts';

const Header = z.record(
  z.string(),
  z.object({
    dtype: z.string(),
    shape: z.array(z.int().min(0)),
    data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
  }),
);

/** Weights by their names; asking for one that is not there, or not of 32-bit floats, is an error. */
export interface Weights {
  /** @throws InputError `bad-encoder` */
  take(name: string): { dims: number[]; values: Float32Array };
}

/** Reads a safetensors file: eight bytes of length, a JSON header, the numbers (huggingface/safetensors, format). @throws InputError `bad-encoder` */
export function readSafetensors(bytes: Uint8Array): Weights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength < 8 ? 0 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > bytes.byteLength - 8) throw damaged('its header is cut off');
  const { __metadata__: _, ...entries } = parsed(bytes.subarray(8, 8 + length));
  const header = Header.safeParse(entries);
  if (!header.success) throw damaged('its header is not what safetensors have');
  // A plain array: a Buffer's `slice` copies nothing.
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + length, bytes.byteLength - 8 - length);
  return {
    take(name) {
      const entry = header.data[name];
      if (entry === undefined || entry.dtype !== 'F32') throw damaged(`it has no "${name}" of 32-bit floats`);
      const [from, to] = entry.data_offsets;
      const count = entry.shape.reduce((product, size) => product * size, 1);
      if (to > data.byteLength || to - from !== count * 4) throw damaged(`"${name}" is cut off`);
      // Copied, since the place in the file need not be a multiple of four.
      return { dims: entry.shape, values: new Float32Array(data.slice(from, to).buffer) };
    },
  };
}

function parsed(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (cause) {
    throw damaged('its header is no JSON', cause);
  }
}

function damaged(what: string, cause?: unknown): InputError {
  return new InputError('bad-encoder', `The encoder's model.safetensors cannot be used: ${what}.`, { cause });
}
