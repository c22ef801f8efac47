import { z } from 'zod';
import { googleCredentials } from '../../llm/index.ts';
import type { Embedder } from './embedder.ts';
import { postJson } from './post-json.ts';
import { vectorsOf } from './vectors-of.ts';

const Answer = z.object({
  predictions: z.array(z.object({ embeddings: z.object({ values: z.array(z.number()) }) })),
});
/** The service takes up to 250 texts and 20,000 tokens in one request. */
const textsAtOnce = 5;
const longestText = 8_000;

/**
 * An embedding model of Vertex AI, with Google Cloud's default credentials. Tried only against a stand-in that speaks its protocol.
 *
 * @throws ProviderError where it does not answer, InputError `no-google-project`
 */
export async function openVertexAiEmbedder({
  project,
  location,
  baseUrl,
  model,
  authorize,
}: {
  project: string | null;
  location: string;
  baseUrl: string | null;
  model: string;
  /** In place of the default credentials: the headers for a URL. */
  authorize?: (url: string) => Promise<Record<string, string>>;
}): Promise<Embedder> {
  const credentials = authorize === undefined || project === null ? await googleCredentials(project) : null;
  const host = location === 'global' ? 'aiplatform.googleapis.com' : `${location}-aiplatform.googleapis.com`;
  const name = project ?? (await credentials!.project());
  const url = `${baseUrl?.replace(/\/+$/, '') ?? `https://${host}`}/v1/projects/${encodeURIComponent(name)}/locations/${location}/publishers/google/models/${encodeURIComponent(model)}:predict`;
  const headersFor = authorize ?? credentials!.authorize;
  const ask = async (texts: readonly string[], purpose: 'query' | 'passage', signal?: AbortSignal) => {
    const task_type = purpose === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT';
    const body = {
      instances: texts.map((text) => ({ content: text.slice(0, longestText) || ' ', task_type })),
      parameters: { autoTruncate: true },
    };
    const headers = await headersFor(url);
    const answer = await postJson({ service: 'Vertex AI', url, body, headers, schema: Answer, signal });
    return answer.predictions.map(({ embeddings }) => embeddings.values);
  };
  const dimension = (await ask(['one'], 'query')).at(0)?.length ?? 0;
  return {
    id: `vertexai-${model}-${dimension}`,
    label: `Vertex AI ${model}`,
    dimension,
    atOnce: 25,
    leastSimilarity: 0.3,
    weight: 1,
    async embed(texts, purpose, signal) {
      const rows: number[][] = [];
      for (let from = 0; from < texts.length; from += textsAtOnce)
        rows.push(...(await ask(texts.slice(from, from + textsAtOnce), purpose, signal)));
      return vectorsOf('Vertex AI', rows, { texts: texts.length, dimension });
    },
    close: async () => {},
  };
}
