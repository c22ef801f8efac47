import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemorySaver } from '@langchain/langgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { buildSupervisor } from '../../graphs/supervisor/graph.ts';

const root = join(import.meta.dirname, '../..');

describe('langgraph.json', () => {
  const { graphs } = JSON.parse(readFileSync(join(root, 'langgraph.json'), 'utf8')) as {
    graphs: Record<string, string>;
  };

  beforeAll(() => {
    process.env.OPSMITH_MODELS_PROVIDER = 'none';
  });
  afterAll(() => {
    delete process.env.OPSMITH_MODELS_PROVIDER;
  });

  it.each(Object.entries(graphs))('names %s, which can be opened', async (_name, place) => {
    const [path, name] = place.split(':') as [string, string];
    const made = ((await import(join(root, path))) as Record<string, unknown>)[name];
    const graph = (await (typeof made === 'function' ? made() : made)) as ReturnType<typeof buildSupervisor>;
    expect((await graph.getGraphAsync()).drawMermaid()).toContain('__start__');
  });

  it('gives a supervisor that talks on a thread of LangGraph’s own', async () => {
    const { supervisor } = await import('../../graphs/studio.ts');
    const graph = await supervisor();
    graph.checkpointer = new MemorySaver();
    const turn = (text: string, run: string) =>
      graph.invoke({ text }, { configurable: { thread_id: 'talk', run_id: run } });
    expect((await turn('list the models', '1')).reply?.text).toEqual(expect.any(String));
    const second = await turn('hello', '2');
    expect(second.history.map(({ text }) => text)).toEqual(['list the models', 'hello']);
    expect(second.steps).toMatchObject([{ id: '1', action: 'answer' }]);
    expect(second.outcomes).toHaveLength(1);
  });

  it('gives a review that can be run', async () => {
    const { review } = await import('../../graphs/studio.ts');
    const { review: found } = await (await review()).invoke({
      input: { code: 'eval(name);\n', language: 'javascript' },
    });
    expect(found?.recommendations).toMatchObject([{ quote: 'eval(name)' }]);
  });
});
