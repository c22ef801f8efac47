import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const index = pathToFileURL(fileURLToPath(new URL('../../../src/llm/index.ts', import.meta.url))).href;

/** What a process of its own loads for a program: the packages' names and our own files. */
function loadedBy(program: string): string[] {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const llm = await import(${JSON.stringify(index)});
    ${program}
    console.log(JSON.stringify(loaded));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, OLLAMA_HOST: '127.0.0.1:1', NODE_OPTIONS: '' },
  });
  return (JSON.parse(output) as string[]).map(
    (url) => /node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(url)?.[1] ?? url.replace(/^.*\/src\//, ''),
  );
}

describe('loading', () => {
  it('nothing but zod and our own few files, also for a decision without a model', () => {
    const loaded = loadedBy(`
      const models = llm.createModels({ config: llm.ModelsConfig.parse(undefined) });
      const { decidedBy } = await llm.decide({ name: 'x', prompt: 'x', schema: {}, input: {}, policy: () => 1, models });
      if (decidedBy !== 'policy') throw new Error(decidedBy);
    `);
    const packages = loaded.filter(
      (name) => !name.endsWith('.ts') && !name.startsWith('node:') && !name.startsWith('data:'),
    );
    expect([...new Set(packages)]).toEqual(['zod']);
    for (const heavy of ['llm/ask.ts', 'llm/ask-for-decision.ts', 'llm/wire.ts', 'llm/providers/ollama.ts'])
      expect(loaded).not.toContain(heavy);
  });

  it('only the library of the service that is asked', () => {
    const loaded = loadedBy(`
      const config = llm.ModelsConfig.parse({ provider: 'ollama', large: 'a', small: 'a', ollama: { baseUrl: 'http://127.0.0.1:1' }, retries: { attempts: 1 } });
      await llm.createModels({ config }).chat('large', [{ role: 'user', content: 'x' }]).catch(() => {});
    `);
    expect(loaded).toContain('@langchain/ollama');
    expect(loaded).not.toContain('@langchain/openai');
    expect(loaded).not.toContain('@langchain/google-vertexai');
  });
});
