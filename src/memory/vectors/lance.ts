import type * as Lance from '@lancedb/lancedb';
import { StorageError, toError } from '../../errors/index.ts';

/** LanceDB's library and Arrow's types for it, loaded when vectors are first touched: 0.1 s and 200 MB of native code. */
export async function loadLance(): Promise<{ lance: typeof Lance; arrow: typeof import('apache-arrow') }> {
  try {
    const [lance, arrow] = await Promise.all([import('@lancedb/lancedb'), import('apache-arrow')]);
    return { lance, arrow };
  } catch (cause) {
    throw new StorageError(
      'vectors-unavailable',
      `LanceDB cannot be loaded on this machine (${toError(cause).message.split('\n')[0]!.slice(0, 200)}); the memory is searched by its words alone.`,
      { cause },
    );
  }
}
