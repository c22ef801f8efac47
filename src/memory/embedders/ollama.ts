import { z } from 'zod';
import { ollamaServer } from '../../llm/index.ts';
import type { Embedder } from './embedder.ts';
import { postJson } from './post-json.ts';
import { vectorsOf } from './vectors-of.ts';

const Answer = z.object({ embeddings: z.array(z.array(z.number())) });
const textsAtOnce = 64;
const longestText = 8_000;

/** An embedding model of Ollama. @throws ProviderError where it does not answer or has no such model */
export async function openOllamaEmbedder({
  server,
  host,
  model,
}: {
  /** As configured; null: as OLLAMA_HOST says, else Ollama's default. */
  server: string | null;
  host: string | undefined;
  model: string;
}): Promise<Embedder> {
  const base = ollamaServer(server, host);
  const ask = async (texts: readonly string[], signal?: AbortSignal) => {
    const body = { model, input: texts.map((text) => text.slice(0, longestText) || ' '), truncate: true };
    const request = { service: 'Ollama', url: `${base}/api/embed`, body, schema: Answer, signal };
    return (await postJson(request)).embeddings;
  };
  const dimension = (await ask(['one'])).at(0)?.length ?? 0;
  return {
    id: `ollama-${model}-${dimension}`,
    label: `Ollama ${model}`,
    dimension,
    atOnce: 64,
    leastSimilarity: 0.3,
    weight: 1,
    async embed(texts, _purpose, signal) {
      const rows: number[][] = [];
      for (let from = 0; from < texts.length; from += textsAtOnce)
        rows.push(...(await ask(texts.slice(from, from + textsAtOnce), signal)));
      return vectorsOf('Ollama', rows, { texts: texts.length, dimension });
    },
    close: async () => {},
  };
}
