import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../../errors/index.ts';
import { ModelThread } from '../../../onnx/index.ts';
import type { Embedder } from '../embedder.ts';
import type { EncoderFacts, EncoderQuestion } from './encoder-worker.ts';

/** Where `opsmith models pull encoder` puts what it fetches. */
export function pulledEncoderFolder(home: string): string {
  return join(home, 'encoder');
}

/**
 * Opens a sentence encoder on this machine, in a thread of its own: a folder with `tokenizer.json` and `model.onnx`, or `model.safetensors` and `config.json` of a BERT.
 *
 * @throws InputError `no-encoder`, `bad-encoder`, `runtime-missing`; LimitError `memory.encoder`, InternalError where the thread dies of it
 */
export async function openEncoder({
  folder,
  cwd,
  home,
}: {
  /** As configured; null: the one that was fetched. */
  folder: string | null;
  cwd: string;
  home: string;
}): Promise<Embedder> {
  const path = folder === null ? pulledEncoderFolder(home) : resolve(cwd, folder);
  if (!existsSync(join(path, 'tokenizer.json')))
    throw new InputError(
      'no-encoder',
      folder === null
        ? 'There is no sentence encoder yet: `opsmith models pull encoder` fetches one, and memory.encoder names a folder with another.'
        : `The folder ${path} (memory.encoder) holds no tokenizer.json, and so no sentence encoder.`,
      { details: { path } },
    );
  const thread = await ModelThread.open<EncoderFacts, EncoderQuestion, Float32Array>({
    // Beside this module: as source, or as the bundle's own entry.
    url: new URL(`./encoder-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url),
    given: path,
    name: basename(path),
    outOfMemory: { limit: 'memory.encoder', advice: 'Choose a smaller encoder' },
  });
  const { sha256, dimension } = thread.facts;
  return {
    id: `encoder-${sha256.slice(0, 16)}-${dimension}`,
    label: `encoder ${folder === null ? 'all-MiniLM-L6-v2' : basename(path)}`,
    dimension,
    atOnce: 64,
    leastSimilarity: 0.2,
    weight: 1,
    async embed(texts, _purpose, signal) {
      signal?.throwIfAborted();
      const stop = new Int32Array(new SharedArrayBuffer(4));
      const abort = (): void => {
        Atomics.store(stop, 0, 1);
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        const vectors = await thread.ask({ texts, stop });
        // What was left off is no answer.
        signal?.throwIfAborted();
        return vectors;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
    close: () => thread.close(),
  };
}
