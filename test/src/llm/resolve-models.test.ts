import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProviderError } from '../../../src/errors/index.ts';
import { createModels, ModelsConfig } from '../../../src/llm/index.ts';
import { ollamaServer } from '../../../src/llm/ollama-models.ts';
import { type InstalledModel, startOllama } from '../../fakes/ollama-service.ts';
import { createScriptedModel } from '../../fakes/scripted-model.ts';

function modelsOf(config: Record<string, unknown>, env: Record<string, string> = {}) {
  return createModels({ config: ModelsConfig.parse(config), env });
}

const ollamaWith = (installed: readonly InstalledModel[]) => startOllama(createScriptedModel([]), installed);

describe('auto', () => {
  it('finds the Ollama of this machine and what it can run itself', async () => {
    const service = await ollamaWith([
      { name: 'big:70b', parameterSize: '70.6B' },
      { name: 'nomic-embed-text:latest', parameterSize: '137M', family: 'nomic-bert' },
      { name: 'tiny:135m', parameterSize: '134.5M' },
      { name: 'qwen3:4b', parameterSize: '4.0B' },
      { name: 'huge:1t-cloud', parameterSize: '1T', remoteHost: 'https://ollama.com:443' },
    ]);
    const models = modelsOf({}, { OLLAMA_HOST: service.url });
    expect(await models.available('small')).toBe(true);
    const description = await models.describe();
    expect(description).toMatchObject({
      provider: 'auto',
      small: 'ollama:qwen3:4b',
      large: 'ollama:big:70b',
    });
    expect(description.sentence).toContain('qwen3:4b for quick choices, ollama:big:70b for planning');
    expect(description.servers).toEqual({ 'ollama:qwen3:4b': service.url, 'ollama:big:70b': service.url });
    // Once in a process, however many ask.
    await modelsOf({}, { OLLAMA_HOST: service.url }).describe();
    expect(service.paths).toEqual(['/api/tags']);
  });

  it('says plainly that there is none', async () => {
    const models = modelsOf({}, { OLLAMA_HOST: '127.0.0.1:1' });
    expect(await models.available('large')).toBe(false);
    expect((await models.describe()).sentence).toBe(
      'No language model: default policies decide everything. models.provider is "auto" and no Ollama answers at http://127.0.0.1:1.',
    );
    const refused = models.chat('large', [{ role: 'user', content: 'Hello?' }]);
    await expect(refused).rejects.toThrow(ProviderError);
    await expect(refused).rejects.toMatchObject({ code: 'no-model', retryable: false });
  });

  it('does not wait for something that never answers', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const startedAt = performance.now();
    const models = modelsOf({}, { OLLAMA_HOST: `127.0.0.1:${(silent.address() as AddressInfo).port}` });
    expect(await models.available('large')).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('takes a server that is no Ollama for none', async () => {
    const other = createServer((_request, response) => response.end('<html>hello</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const models = modelsOf({}, { OLLAMA_HOST: `127.0.0.1:${(other.address() as AddressInfo).port}` });
    expect(await models.available('large')).toBe(false);
  });

  it('says so where Ollama has no model, or not the one that is named', async () => {
    const empty = await ollamaWith([]);
    expect((await modelsOf({}, { OLLAMA_HOST: empty.url }).describe()).sentence).toContain(
      'has no chat model yet',
    );
    const other = await ollamaWith([{ name: 'tiny:1b' }]);
    const named = modelsOf({ large: 'qwen3:8b' }, { OLLAMA_HOST: other.url });
    expect(await named.describe()).toMatchObject({ large: 'ollama:tiny:1b', small: 'ollama:tiny:1b' });
    expect((await named.describe()).sentence).toContain(
      'has no model "qwen3:8b" (models.large); it has tiny:1b',
    );
  });

  it('leaves models alone that are too small to be of use, unless one is named', async () => {
    const service = await ollamaWith([
      { name: 'tiny:135m', parameterSize: '134.5M' },
      { name: 'tiny:270m', parameterSize: '268.10M' },
    ]);
    const models = modelsOf({}, { OLLAMA_HOST: service.url });
    expect(await models.available('large')).toBe(false);
    expect((await models.describe()).sentence).toContain('(tiny:135m, tiny:270m), which seldom answer');
    const named = modelsOf({ large: 'tiny:270m' }, { OLLAMA_HOST: service.url });
    expect(await named.describe()).toMatchObject({ large: 'ollama:tiny:270m' });
    const wanted = modelsOf({ provider: 'ollama', ollama: { baseUrl: service.url } });
    expect(await wanted.describe()).toMatchObject({ large: 'ollama:tiny:270m' });
  });

  it('goes on to the fallbacks where there is no Ollama', async () => {
    const models = modelsOf(
      { fallbacks: ['openai:gpt-tiny'] },
      { OLLAMA_HOST: '127.0.0.1:1', OPENAI_API_KEY: 'a-key-for-tests' },
    );
    expect((await models.candidates('large')).map(({ name }) => name)).toEqual(['openai:gpt-tiny']);
  });
});

describe('ollama', () => {
  it('is looked for again after a while, since it was asked for', async () => {
    const gone = await ollamaWith([{ name: 'tiny:1b' }]);
    const url = gone.url;
    await gone.close();
    const models = modelsOf({ provider: 'ollama', cooldownMs: 0, ollama: { baseUrl: url } });
    expect(await models.available('large')).toBe(false);
    expect((await models.describe()).sentence).toContain('ollama serve');
    const back = createServer((_request, response) =>
      response.end(JSON.stringify({ models: [{ name: 'tiny:1b' }] })),
    );
    await new Promise<void>((resolve) => back.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    onTestFinished(() => void back.close());
    expect(await models.available('large')).toBe(true);
  });

  it('is not asked for its list where both models are named', async () => {
    const service = await ollamaWith([]);
    const models = modelsOf({ provider: 'ollama', small: 'a', large: 'b', ollama: { baseUrl: service.url } });
    expect(await models.describe()).toMatchObject({ small: 'ollama:a', large: 'ollama:b' });
    expect(service.paths).toEqual([]);
  });

  it.each([
    [null, undefined, 'http://127.0.0.1:11434'],
    [null, '', 'http://127.0.0.1:11434'],
    [null, '0.0.0.0', 'http://127.0.0.1:11434'],
    [null, '0.0.0.0:8080', 'http://127.0.0.1:8080'],
    [null, ':8080', 'http://127.0.0.1:8080'],
    [null, 'box.local', 'http://box.local:11434'],
    [null, 'https://box.local', 'https://box.local'],
    [null, 'not a host at all', 'http://127.0.0.1:11434'],
    ['http://box:1/', 'other', 'http://box:1'],
  ])('is at the address of baseUrl %s or OLLAMA_HOST %s', (configured, host, server) => {
    expect(ollamaServer(configured, host)).toBe(server);
  });
});

describe('openai and vertexai', () => {
  it('use one model for both roles where one is named', async () => {
    const models = modelsOf({ provider: 'openai', small: 'gpt-tiny' }, { OPENAI_API_KEY: 'a-key-for-tests' });
    expect(await models.describe()).toMatchObject({ small: 'openai:gpt-tiny', large: 'openai:gpt-tiny' });
  });

  it('a missing key is told by the name of its variable', async () => {
    const models = modelsOf({ provider: 'openai', large: 'gpt-tiny', openai: { apiKeyEnv: 'MY_KEY' } });
    expect(await models.available('large')).toBe(false);
    expect((await models.describe()).sentence).toContain('set the variable MY_KEY');
  });

  it('a server of one’s own needs no key', async () => {
    const models = modelsOf({
      provider: 'openai',
      large: 'gpt-tiny',
      openai: { baseUrl: 'http://127.0.0.1:8080/v1' },
    });
    expect(await models.available('large')).toBe(true);
  });

  it('a role may be served by another provider', async () => {
    const models = modelsOf({ provider: 'vertexai', large: 'gemini-tiny', small: 'ollama:tiny:1b' });
    expect(await models.describe()).toMatchObject({ small: 'ollama:tiny:1b', large: 'vertexai:gemini-tiny' });
    const [large] = await models.candidates('large');
    expect(large).toMatchObject({ server: 'https://us-central1-aiplatform.googleapis.com', price: null });
    expect((await models.candidates('small'))[0]?.price).toEqual({ input: 0, output: 0 });
  });

  it('prices are those of the configuration, unknown without', async () => {
    const prices = { 'openai:gpt-tiny': { input: 0.15, output: 0.6 } };
    const models = modelsOf(
      { provider: 'openai', large: 'gpt-tiny', small: 'gpt-other', prices },
      { OPENAI_API_KEY: 'a-key-for-tests' },
    );
    expect((await models.candidates('large'))[0]?.price).toEqual({ input: 0.15, output: 0.6 });
    expect((await models.candidates('small'))[0]?.price).toBeNull();
  });
});
