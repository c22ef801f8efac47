import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../../../src/config/index.ts';
import { openVertexAiEmbedder } from '../../../src/memory/embedders/vertexai.ts';
import { createLexicalEmbedder, type Embedder, openEmbedder } from '../../../src/memory/index.ts';
import { cosine, embedderContract } from '../../contracts/embedder.ts';
import { makeTinyEncoder } from './tiny-encoder.ts';

const folder = makeTinyEncoder();
const asked: { path: string; body: Record<string, unknown>; token: string | undefined }[] = [];
let url = '';
/** What the next requests are answered with in place of vectors. */
let refusal: { status: number; body: string } | null = null;

/** A vector that depends on the text. */
function vectorOf(text: string): number[] {
  return [
    text.length % 7,
    [...text].filter((letter) => letter === 'a').length + 1,
    1 + (text.charCodeAt(0) || 0) / 50,
  ];
}

const server = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  const body = JSON.parse(text);
  asked.push({ path: request.url!, body, token: request.headers.authorization });
  if (refusal !== null) {
    response.statusCode = refusal.status;
    return response.end(refusal.body);
  }
  const answer = request.url!.startsWith('/api/embed')
    ? { embeddings: body.input.map(vectorOf) }
    : {
        predictions: body.instances.map(({ content }: { content: string }) => ({
          embeddings: { values: vectorOf(content), statistics: {} },
        })),
      };
  response.end(JSON.stringify(answer));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function configured(memory: object, models: object = {}): Promise<Embedder> {
  const config = Config.parse({ memory, models });
  return openEmbedder({ config, env: {}, cwd: '/', home: join(folder, 'nothing') });
}

const openOllama = () => configured({ embedder: 'ollama', ollama: 'tiny' }, { ollama: { baseUrl: url } });
const openVertexAi = () =>
  openVertexAiEmbedder({
    project: 'p-1',
    location: 'us-central1',
    baseUrl: url,
    model: 'text-embedding-005',
    authorize: async () => ({ authorization: 'Bearer made-up' }),
  });

embedderContract('lexical', async () => createLexicalEmbedder());
embedderContract('sentence encoder', () => configured({ embedder: 'encoder', encoder: folder }));
embedderContract('Ollama', openOllama);
embedderContract('Vertex AI', openVertexAi);

describe('the lexical embedder', () => {
  it('finds identifiers by their parts', async () => {
    const embedder = createLexicalEmbedder();
    const texts = [
      'parse the http headers',
      'function parseHTTPHeader(text) {}',
      'function drawCircle(radius) {}',
    ];
    const vectors = await embedder.embed(texts, 'passage');
    const row = (at: number) => vectors.slice(at * embedder.dimension, (at + 1) * embedder.dimension);
    expect(cosine(row(0), row(1))).toBeGreaterThan(0.35);
    expect(cosine(row(0), row(1))).toBeGreaterThan(5 * Math.abs(cosine(row(0), row(2))));
  });
});

describe('the sentence encoder', () => {
  it('computes what numpy computes from the same weights', async () => {
    const embedder = await configured({ embedder: 'encoder', encoder: folder });
    const vector = await embedder.embed(['alpha beta gamma'], 'query');
    // A forward pass of BERT in numpy 2 with 64-bit floats: ids 1 4 5 6 2, mean of the tokens, unit length.
    const wanted = [-0.21494, 0.336766, 0.096728, 0.533782, -0.101316, 0.263306, -0.646325, -0.220858];
    for (const [at, value] of wanted.entries()) expect(vector[at]).toBeCloseTo(value, 5);
    await embedder.close();
  });

  it('is the same alone and in a batch with a longer text', async () => {
    const embedder = await configured({ embedder: 'encoder', encoder: folder });
    const both = await embedder.embed(['alpha', 'alpha beta gamma delta one port'], 'passage');
    const alone = await embedder.embed(['alpha'], 'passage');
    expect(cosine(both.slice(0, embedder.dimension), alone)).toBeCloseTo(1, 5);
    await embedder.close();
  });

  it('works in a thread of its own, and not for one who no longer waits', async () => {
    const embedder = await configured({ embedder: 'encoder', encoder: folder });
    const texts = Array.from({ length: 1_200 }, () => 'alpha beta gamma delta one port '.repeat(50));
    const ownMs = () => process.threadCpuUsage().user / 1_000;
    const before = ownMs();
    const vectors = await embedder.embed(texts, 'passage');
    // In this thread it takes several times as long.
    expect(ownMs() - before).toBeLessThan(50);
    expect(vectors).toHaveLength(1_200 * embedder.dimension);

    const late = new AbortController();
    const unheard = expect(embedder.embed(texts, 'passage', late.signal)).rejects.toThrow(/abort/i);
    late.abort();
    await unheard;
    const again = await embedder.embed([texts[0]!], 'passage');
    expect(cosine(again, vectors.slice(0, embedder.dimension))).toBeCloseTo(1, 5);
    await embedder.close();
    await expect(embedder.embed(['alpha'], 'query')).rejects.toThrow(/after it was closed/);
  });

  it('says which folder is wrong, and why', async () => {
    await expect(configured({ embedder: 'encoder' })).rejects.toMatchObject({
      code: 'no-encoder',
      message: expect.stringContaining('opsmith models pull encoder'),
    });
    const broken = makeTinyEncoder();
    writeFileSync(join(broken, 'model.safetensors'), 'no weights at all');
    await expect(configured({ embedder: 'encoder', encoder: broken })).rejects.toMatchObject({
      code: 'bad-encoder',
      message: expect.stringContaining('safetensors'),
    });
    writeFileSync(join(broken, 'model.onnx'), 'no graph');
    await expect(configured({ embedder: 'encoder', encoder: broken })).rejects.toMatchObject({
      code: 'bad-encoder',
    });
    rmSync(broken, { recursive: true });
  });
});

describe('embedders that are services', () => {
  it('asks Ollama for the configured model', async () => {
    await openOllama();
    expect(asked.at(-1)).toMatchObject({ path: '/api/embed', body: { model: 'tiny', truncate: true } });
  });

  it('tells Vertex AI what a text is for, with credentials', async () => {
    const embedder = await openVertexAi();
    await embedder.embed(['alpha'], 'query');
    expect(asked.at(-1)).toEqual({
      path: '/v1/projects/p-1/locations/us-central1/publishers/google/models/text-embedding-005:predict',
      body: {
        instances: [{ content: 'alpha', task_type: 'RETRIEVAL_QUERY' }],
        parameters: { autoTruncate: true },
      },
      token: 'Bearer made-up',
    });
    await embedder.embed(['alpha'], 'passage');
    expect(asked.at(-1)?.body).toMatchObject({ instances: [{ task_type: 'RETRIEVAL_DOCUMENT' }] });
  });

  it.each([
    [{ status: 404, body: '{"error":"model \\"tiny\\" not found"}' }, 'embedder-refused', 'not found'],
    [{ status: 200, body: 'no JSON' }, 'embedder-answer', 'no list of vectors'],
    [{ status: 200, body: '{"embeddings":[[1,2,3],[1,2]]}' }, 'embedder-answer', '2 vectors of 3 numbers'],
  ])('names what a service does wrong: %j', async (answer, code, message) => {
    const embedder = await openOllama();
    refusal = answer;
    await expect(embedder.embed(['a', 'b'], 'query'))
      .rejects.toMatchObject({ code, message: expect.stringContaining(message) })
      .finally(() => {
        refusal = null;
      });
  });
});
