import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../../src/config/index.ts';
import { LimitsConfig, ModelsConfig } from '../../../src/llm/index.ts';
import { parseModelName } from '../../../src/llm/model-name.ts';

describe('the configuration of models', () => {
  it('is complete without a word, and names no service but a local one', () => {
    const config = ModelsConfig.parse(undefined);
    expect(config).toMatchObject({
      provider: 'auto',
      small: null,
      large: null,
      fallbacks: [],
      temperature: 0,
      prices: {},
    });
    expect(LimitsConfig.parse(undefined)).toMatchObject({ calls: 60, costUsd: null, repeats: 3 });
  });

  it('describes every key', () => {
    for (const schema of [ModelsConfig, LimitsConfig]) {
      const visit = (
        json: { properties?: Record<string, object>; description?: string },
        path: string,
      ): void => {
        for (const [name, inner] of Object.entries(json.properties ?? {})) visit(inner, `${path}.${name}`);
        if (json.properties === undefined) expect(json.description, path).toMatch(/\.$|`\)\.$/);
      };
      visit(z.toJSONSchema(schema, { io: 'input' }) as Parameters<typeof visit>[0], '');
    }
  });

  it('wants a model named where none can be found by itself', async () => {
    const env = { OPSMITH_CONFIG: 'none', OPSMITH_MODELS_PROVIDER: 'openai' };
    await expect(loadConfig({ cwd: '/', env })).rejects.toThrow(
      'models.small or models.large must name a model',
    );
    const named = await loadConfig({ cwd: '/', env: { ...env, OPSMITH_MODELS_LARGE: 'gpt-tiny' } });
    expect(named.config.models.large).toBe('gpt-tiny');
  });

  it('refuses a key in place of the name of its variable', () => {
    expect(ModelsConfig.safeParse({ openai: { apiKeyEnv: 'sk-0123456789' } }).success).toBe(false);
  });

  it.each([
    ['qwen3:8b', { provider: 'ollama', model: 'qwen3:8b' }],
    ['ollama:qwen3:8b', { provider: 'ollama', model: 'qwen3:8b' }],
    ['openai:gpt-tiny', { provider: 'openai', model: 'gpt-tiny' }],
    ['hf.co/a/b:Q4', { provider: 'ollama', model: 'hf.co/a/b:Q4' }],
    ['openai:', { provider: 'ollama', model: 'openai:' }],
  ])('reads the name %s', (text, name) => {
    expect(parseModelName(text, 'ollama')).toEqual(name);
  });
});
