import type { Config } from '../../config/index.ts';
import type { Embedder } from './embedder.ts';
import { createLexicalEmbedder } from './lexical.ts';

export interface OpenEmbedderOptions {
  config: Pick<Config, 'memory' | 'models'>;
  env: Readonly<Record<string, string | undefined>>;
  /** What a relative folder of an encoder is relative to. */
  cwd: string;
  /** Folder of the state, where a fetched encoder lies. */
  home: string;
}

/** Opens the configured embedder. @throws InputError, ProviderError where it is not there */
export async function openEmbedder({ config, env, cwd, home }: OpenEmbedderOptions): Promise<Embedder> {
  const { embedder, encoder, ollama, vertexai } = config.memory;
  switch (embedder) {
    case 'lexical':
      return createLexicalEmbedder();
    case 'encoder':
      return (await import('./encoder/encoder.ts')).openEncoder({ folder: encoder, cwd, home });
    case 'ollama':
      return (await import('./ollama.ts')).openOllamaEmbedder({
        server: config.models.ollama.baseUrl,
        host: env.OLLAMA_HOST,
        model: ollama,
      });
    case 'vertexai':
      return (await import('./vertexai.ts')).openVertexAiEmbedder({
        ...config.models.vertexai,
        model: vertexai,
      });
  }
}
