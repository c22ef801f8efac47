/** The services, each loaded when it is first called: LangChain's adapters take a tenth of a second and more to load. */
import { refuseTracing } from '../../host/index.ts';
import type { ProviderName } from '../models-config.ts';
import type { ProviderAdapter } from './provider.ts';

/** The adapter of a service. */
export async function loadProvider(name: ProviderName): Promise<ProviderAdapter> {
  refuseTracing();
  switch (name) {
    case 'ollama':
      return (await import('./ollama.ts')).openOllama;
    case 'openai':
      return (await import('./openai.ts')).openOpenAi;
    case 'vertexai':
      return (await import('./vertexai.ts')).openVertexAi;
  }
}

export type { Environment, GoogleAuthorize } from './provider.ts';
