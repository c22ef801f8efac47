import { CallbackManager } from '@langchain/core/callbacks/manager';
import { afterEach, expect, it } from 'vitest';
import { refuseTracing } from '../../../src/host/index.ts';

afterEach(() => {
  delete process.env.LANGSMITH_TRACING;
});

it('keeps LangChain from tracing when the environment asks for it', async () => {
  process.env.LANGSMITH_TRACING = 'true';
  const tracers = () =>
    (CallbackManager.configure()?.handlers ?? [])
      .map((handler) => handler.name)
      .filter((name) => name === 'langchain_tracer');
  expect(tracers()).toEqual(['langchain_tracer']);
  refuseTracing();
  expect(process.env.LANGSMITH_TRACING).toBeUndefined();
  expect(tracers()).toEqual([]);
});
