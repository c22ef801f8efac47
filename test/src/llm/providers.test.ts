import { describe, expect, it } from 'vitest';
import { InterruptedError, ProviderError } from '../../../src/errors/index.ts';
import type { ChatMessage, ToolDescription } from '../../../src/llm/index.ts';
import type { Fault, ModelStep } from '../../fakes/scripted-model.ts';
import { type FakeProvider, fakeModelName, startScriptedModels } from '../../fakes/scripted-models.ts';

const hello: ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hello, who is there?' },
];

const weather: ToolDescription = {
  name: 'get_weather',
  description: 'The weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

const providers: FakeProvider[] = ['ollama', 'openai', 'vertexai'];

/** What a call threw. */
async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(ProviderError);
  return thrown as ProviderError;
}

describe.each(providers)('%s', (provider) => {
  const start = (steps: readonly ModelStep[], config: Record<string, unknown> = {}) =>
    startScriptedModels(steps, { provider, config });

  it('streams an answer and counts its tokens', async () => {
    const { models, script } = await start([
      { text: 'Just me, the café — naïve 𝒙.', tokens: { in: 21, out: 9 } },
    ]);
    const pieces: string[] = [];
    const answer = await models.chat('large', hello, { onToken: (text) => pieces.push(text) });
    expect(answer).toMatchObject({
      text: 'Just me, the café — naïve 𝒙.',
      model: fakeModelName[provider],
      tokens: { in: 21, out: 9, estimated: false },
      toolCalls: [],
      attempts: 1,
      truncated: false,
    });
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(answer.text);
    expect(script.requests[0]).toMatchObject({ stream: true, temperature: 0, maxTokens: 4_096 });
    expect(script.requests[0]!.messages.map((message) => message.content)).toEqual(
      hello.map(({ content }) => content),
    );
  });

  it('asks for a whole answer where streaming is off', async () => {
    const { models, script } = await start([{ text: 'Only me.', tokens: { in: 5, out: 2 } }], {
      streaming: false,
    });
    const answer = await models.chat('large', hello);
    expect(answer).toMatchObject({ text: 'Only me.', tokens: { in: 5, out: 2, estimated: false } });
    // Ollama's adapter knows only streams.
    expect(script.requests[0]!.stream).toBe(provider === 'ollama');
  });

  it('brings several tool calls beside text, and takes their results', async () => {
    const { models, script } = await start([
      {
        text: 'Let me look.',
        toolCalls: [
          { name: 'get_weather', arguments: { city: 'Ulm' } },
          { name: 'get_weather', arguments: { city: 'Bonn' } },
        ],
      },
      { text: 'Rain in both.' },
    ]);
    const first = await models.chat('large', hello, { tools: [weather] });
    expect(first.text).toBe('Let me look.');
    expect(first.toolCalls.map(({ name, arguments: args }) => [name, args])).toEqual([
      ['get_weather', { city: 'Ulm' }],
      ['get_weather', { city: 'Bonn' }],
    ]);
    expect(new Set(first.toolCalls.map((call) => call.id)).size).toBe(2);
    expect(script.requests[0]!.tools).toEqual(['get_weather']);

    const second = await models.chat('large', [
      ...hello,
      { role: 'assistant', content: first.text, toolCalls: first.toolCalls },
      ...first.toolCalls.map(({ id, name }) => ({
        role: 'tool' as const,
        content: 'rain',
        toolCallId: id,
        name,
      })),
    ]);
    expect(second.text).toBe('Rain in both.');
    expect(JSON.stringify(script.requests[1]!.body)).toContain('Bonn');
  });

  it('hands back arguments of a tool that are not JSON, so that the model can mend them', async () => {
    // Only OpenAI's protocol carries arguments as text.
    if (provider !== 'openai') return;
    const { models } = await start([{ toolCalls: [{ name: 'get_weather', arguments: '{"city": Ulm' }] }]);
    const { toolCalls } = await models.chat('large', hello, { tools: [weather] });
    expect(toolCalls).toEqual([
      { id: 'call_0', name: 'get_weather', arguments: {}, malformed: '{"city": Ulm' },
    ]);
  });

  it('puts an answer together that drips in byte by byte', async () => {
    const text = 'Größe: 3 µm — 𝒙';
    const { models } = await start([{ text, drip: { bytes: 7, ms: 1 } }], { streaming: true });
    expect((await models.chat('large', hello)).text).toBe(text);
  });

  it('takes an empty answer for what it is', async () => {
    const { models } = await start([{ text: '' }]);
    expect(await models.chat('large', hello)).toMatchObject({ text: '', toolCalls: [], attempts: 1 });
  });

  it('says when an answer reached its longest length', async () => {
    const { models } = await start([{ text: 'and then', finish: 'length' }]);
    expect((await models.chat('large', hello, { maxOutputTokens: 20 })).truncated).toBe(true);
  });

  it('estimates tokens that the service does not count', async () => {
    const { models } = await start([{ text: 'eight characters twice', tokens: null }]);
    const { tokens } = await models.chat('large', hello);
    expect(tokens.estimated).toBe(true);
    expect(tokens.out).toBe(6);
    expect(tokens.in).toBeGreaterThan(8);
  });

  it.each([429, 500, 502, 503, 504])('tries again after %d', async (status) => {
    const { models, clock } = await start([
      { fault: { status } },
      { fault: { status } },
      { text: 'Back again.' },
    ]);
    expect(await models.chat('large', hello)).toMatchObject({ text: 'Back again.', attempts: 3 });
    // Half of 500 ms and of 1000 ms for certain, the other half by chance (0.5 here).
    expect(clock.waits).toEqual([375, 750]);
  });

  it('waits as long as Retry-After asks', async () => {
    const { models, clock } = await start([
      { fault: { status: 429, retryAfter: '7' } },
      { fault: { status: 429, retryAfter: 'Thu, 01 Jan 2026 00:00:19 GMT' } },
      { text: 'Thanks for waiting.' },
    ]);
    expect((await models.chat('large', hello)).text).toBe('Thanks for waiting.');
    expect(clock.waits).toEqual([7_000, 12_000]);
  });

  it('does not wait longer than it may, and passes the model over until then', async () => {
    const { models, clock, script } = await start([
      { fault: { status: 429, retryAfter: '120', message: 'Slow down.' } },
      { text: 'Here I am.' },
    ]);
    const error = await failureOf(models.chat('large', hello));
    expect(error).toMatchObject({ code: 'provider-rate-limited', retryable: true, retryAfterMs: 120_000 });
    expect(error.message).toContain('asks to wait 120 s');
    expect(error.message).toContain('Slow down.');
    const again = await failureOf(models.chat('large', hello));
    expect(again).toMatchObject({ code: error.code, cause: error });
    expect(again.message).toContain('passed over for another 120 s');
    expect(script.requests).toHaveLength(1);
    expect(clock.waits).toEqual([]);
    clock.advance(121_000);
    expect((await models.chat('large', hello)).text).toBe('Here I am.');
  });

  it.each([
    [400, 'provider-rejected'],
    [401, 'provider-unauthorized'],
    [403, 'provider-unauthorized'],
    [422, 'provider-rejected'],
  ])('does not try again after %d', async (status, code) => {
    const { models, service } = await start([{ fault: { status, message: 'Not like that.' } }]);
    const error = await failureOf(models.chat('large', hello));
    expect(error).toMatchObject({ code, retryable: false, exitStatus: 1 });
    expect(error.details).toMatchObject({ provider, status });
    expect(error.message).toContain(service.url);
    expect(error.message).toContain('Not like that.');
  });

  it('says what to do about a model that is not there', async () => {
    const model = { ollama: 'llama9', openai: 'gpt-99', vertexai: 'gemini-99' }[provider];
    const { models } = await start([], { small: model, large: model });
    const error = await failureOf(models.chat('large', hello));
    expect(error).toMatchObject({ code: 'model-not-found', retryable: false });
    expect(error.message).toContain(model);
    expect(error.message).toContain('models.large');
  });

  it.each<[Fault, string]>([
    ['stall-within', 'fell silent for 0.25 s in the middle of its answer (models.stallMs)'],
    ['cut-before', 'cannot be reached'],
    ['cut-within', 'broke off in the middle of its answer'],
    ['no-end', 'broke off in the middle of its answer'],
    // LangChain's reader of Gemini's stream skips what it cannot read: then the end is missing.
    ['garbled', provider === 'vertexai' ? 'broke off' : 'is not its protocol'],
    ['page', 'is not its protocol (a web page)'],
    ['error-within', 'It says: “the model fell over”.'],
  ])('survives %s: tries again, and else says so', async (fault, words) => {
    // Patience enough for a busy machine, except where its end is what is tested.
    const patience = String(fault).startsWith('stall') ? { firstByteMs: 250, stallMs: 250 } : {};
    const good = await start([{ fault }, { text: 'Better now.' }], patience);
    let shown = '';
    const answer = await good.models.chat('large', hello, {
      onToken: (text) => {
        shown += text;
      },
      onRestart: () => {
        shown = '';
      },
    });
    expect(answer).toMatchObject({ text: 'Better now.', attempts: 2 });
    expect(shown).toBe('Better now.');

    const bad = await start([{ fault }], { ...patience, retries: { attempts: 1 } });
    const error = await failureOf(bad.models.chat('large', hello));
    expect(error.retryable).toBe(true);
    expect(error.message).toContain(words);
    expect(error.message).toContain(fakeModelName[provider]);
    const { failed, calls } = await bad.models.ledger.summary();
    expect({ failed, calls }).toEqual({ failed: 1, calls: 1 });
  });

  it('does not wait a second time for one that does not begin to answer, nor soon ask it again', async () => {
    const { models } = await start([{ fault: 'stall-before' }], { firstByteMs: 250, cooldownMs: 60_000 });
    const error = await failureOf(models.chat('large', hello));
    expect(error).toMatchObject({ code: 'provider-timeout', retryable: false });
    expect(error.message).toContain('did not begin to answer within 0.25 s (models.firstByteMs)');
    const startedAt = performance.now();
    expect((await failureOf(models.chat('large', hello))).message).toMatch(
      /within 0\.25 s .* It is passed over for another \d+ s\.$/,
    );
    expect(performance.now() - startedAt).toBeLessThan(100);
  });

  it('notices a stall also where it waits for a whole answer', async () => {
    const { models } = await start([{ fault: 'stall-within' }], {
      streaming: false,
      stallMs: 250,
      retries: { attempts: 1 },
    });
    expect((await failureOf(models.chat('large', hello))).code).toBe('provider-timeout');
  });

  it('gives up on an answer that takes too long as a whole', async () => {
    const { models } = await start([{ text: 'drop by drop by drop', drip: { bytes: 2, ms: 20 } }], {
      timeoutMs: 120,
      retries: { attempts: 1 },
    });
    const error = await failureOf(models.chat('large', hello));
    expect(error.message).toContain('models.timeoutMs');
  });

  it('takes a long answer, and cuts off one that is too long', async () => {
    const text = 'lorem ipsum '.repeat(50_000);
    const long = await start([{ text }]);
    expect((await long.models.chat('large', hello)).text).toBe(text);

    const short = await start([{ text }], { maxAnswerBytes: 50_000 });
    const error = await failureOf(short.models.chat('large', hello));
    expect(error).toMatchObject({ code: 'answer-too-large', retryable: false });
  });

  it('stops at once when it is aborted in the middle of an answer, and does not begin when it was before', async () => {
    const { models } = await start([{ text: 'a long story', drip: { bytes: 5, ms: 30 } }]);
    const controller = new AbortController();
    const startedAt = performance.now();
    setTimeout(() => controller.abort(), 60);
    await expect(models.chat('large', hello, { signal: controller.signal })).rejects.toBeInstanceOf(
      InterruptedError,
    );
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    await expect(models.chat('large', hello, { signal: controller.signal })).rejects.toBeInstanceOf(
      InterruptedError,
    );
  });

  it('says in a sentence that nothing listens there', async () => {
    const { models, service } = await start([]);
    await models.describe();
    await service.close();
    const error = await failureOf(models.chat('large', hello));
    expect(error.code).toBe('provider-unreachable');
    expect(error.message).toContain(`at ${service.url}`);
    expect(error.message).toContain('connection refused');
  });
});

describe('a chain of models', () => {
  it('goes on to the next where one fails, and voids what was streamed', async () => {
    const ollama = await startScriptedModels([{ text: 'The second one.' }]);
    const { models } = await startScriptedModels([{ fault: 'cut-within' }], {
      provider: 'openai',
      config: {
        retries: { attempts: 1 },
        fallbacks: ['ollama:tiny:1b'],
        ollama: { baseUrl: ollama.service.url },
      },
    });
    let shown = '';
    const answer = await models.chat('large', hello, {
      onToken: (text) => {
        shown += text;
      },
      onRestart: () => {
        shown = '';
      },
    });
    expect(answer).toMatchObject({ text: 'The second one.', model: 'ollama:tiny:1b' });
    expect(shown).toBe('The second one.');
    const { byModel } = await models.ledger.summary();
    expect(byModel.map(({ provider, calls, failed }) => [provider, calls, failed])).toEqual([
      ['ollama', 1, 0],
      ['openai', 1, 1],
    ]);
  });

  it('names every failure where all fail', async () => {
    const ollama = await startScriptedModels([{ fault: { status: 500, message: 'out of memory' } }]);
    const { models } = await startScriptedModels([{ fault: { status: 401 } }], {
      provider: 'openai',
      config: {
        retries: { attempts: 1 },
        fallbacks: ['ollama:tiny:1b'],
        ollama: { baseUrl: ollama.service.url },
      },
    });
    const error = await failureOf(models.chat('large', hello));
    expect(error.message).toMatch(/No model answered\. .*gpt-tiny.*401.*tiny:1b.*out of memory/);
  });
});

describe('secrets', () => {
  it('reach the service and nothing else', async () => {
    const key = 'test-key-0123456789abcdef';
    const { models, script } = await startScriptedModels(
      [{ text: 'ok' }, { fault: { status: 401, message: `Incorrect API key provided: ${key}` } }],
      { provider: 'openai', config: { openai: undefined }, env: { MY_KEY: key } },
    ).then(async ({ service, script }) => {
      const started = await startScriptedModels([], {
        provider: 'openai',
        config: { openai: { baseUrl: `${service.url}/v1`, apiKeyEnv: 'MY_KEY' } },
        env: { MY_KEY: key },
      });
      return { models: started.models, script };
    });
    await models.chat('large', hello);
    expect(script.requests[0]!.headers.authorization).toBe(`Bearer ${key}`);
    const error = await failureOf(models.chat('large', hello));
    expect(error.message).toContain('the key in MY_KEY');
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
      key,
    );
  });

  it('of another service are not sent: no key is configured, so none goes out', async () => {
    const { models, script } = await startScriptedModels([{ text: 'ok' }], {
      provider: 'openai',
      env: { OPENAI_API_KEY: '' },
    });
    process.env.OPENAI_API_KEY = 'sk-of-somebody-else-0123456789';
    try {
      await models.chat('large', hello);
    } finally {
      delete process.env.OPENAI_API_KEY;
    }
    expect(script.requests[0]!.headers.authorization).toBeUndefined();
  });
});
