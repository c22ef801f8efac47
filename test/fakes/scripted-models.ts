import {
  type CacheStore,
  createMemoryCache,
  createModels,
  type LedgerStore,
  type Models,
  ModelsConfig,
} from '../../src/llm/index.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import type { FakeService } from './fake-service.ts';
import { geminiToken, startGemini } from './gemini-service.ts';
import { startOllama } from './ollama-service.ts';
import { startOpenAi } from './openai-service.ts';
import { createScriptedModel, type Script, type ScriptedModel } from './scripted-model.ts';

export type FakeProvider = 'ollama' | 'openai' | 'vertexai';

/** Names under which the fakes' one model is known. */
export const fakeModelName: Record<FakeProvider, string> = {
  ollama: 'ollama:tiny:1b',
  openai: 'openai:gpt-tiny',
  vertexai: 'vertexai:gemini-tiny',
};

export interface ScriptedModelsOptions {
  provider?: FakeProvider;
  /** Over the fakes' settings: keys of `models`. */
  config?: Record<string, unknown>;
  ledger?: LedgerStore;
  cache?: CacheStore | null;
  env?: Record<string, string>;
}

export interface ScriptedModels {
  models: Models;
  script: ScriptedModel;
  service: FakeService;
  clock: FakeClock;
}

/**
 * Models of a scripted service, real HTTP and all. Waiting between tries takes no time; for silence to be noticed soon, set `stallMs`
 * and `firstByteMs`. When the test ends, the script must have been played to its end.
 */
export async function startScriptedModels(
  steps: Script,
  options: ScriptedModelsOptions = {},
): Promise<ScriptedModels> {
  const { provider = 'ollama', ledger, cache = createMemoryCache(), env = {} } = options;
  const script = createScriptedModel(steps);
  const clock = createFakeClock();
  const service = await { ollama: startOllama, openai: startOpenAi, vertexai: startGemini }[provider](script);
  const places = {
    ollama: { provider, ollama: { baseUrl: service.url } },
    openai: { provider, large: 'gpt-tiny', openai: { baseUrl: `${service.url}/v1` } },
    vertexai: { provider, large: 'gemini-tiny', vertexai: { baseUrl: service.url, project: 'a-project' } },
  };
  const config = ModelsConfig.parse({
    ...places[provider],
    timeoutMs: 20_000,
    firstByteMs: 10_000,
    stallMs: 10_000,
    ...options.config,
  });
  const models = createModels({
    config,
    ledger,
    cache,
    clock,
    env,
    googleAuthorize: async () => ({ authorization: `Bearer ${geminiToken}` }),
  });
  return { models, script, service, clock };
}
