import { z } from 'zod';

/** The services that a language model may be reached through. */
export const ProviderName = z.enum(['ollama', 'vertexai', 'openai']);
export type ProviderName = z.infer<typeof ProviderName>;

/** `small`: quick choices; `large`: planning, explaining, reviewing. */
export const ModelRole = z.enum(['small', 'large']);
export type ModelRole = z.infer<typeof ModelRole>;

const milliseconds = z.int().min(1).max(3_600_000);
const url = z.string().regex(/^https?:\/\/[^\s/]+/i, 'must start with http:// or https://');
const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable, not its value');

const Price = z.strictObject({
  input: z.number().min(0).describe('USD for a million tokens sent.'),
  output: z.number().min(0).describe('USD for a million tokens received.'),
});

const RetriesConfig = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe(
      'How often one call is tried in all, when the failure is one that may pass (429, 5xx, cut, time-out).',
    ),
  baseMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(500)
    .describe('Wait before the second try; doubles with each further try, with jitter. Milliseconds.'),
  maxMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(20_000)
    .describe(
      'Longest wait between two tries, also when the service asks for more: then the call fails at once. Milliseconds.',
    ),
});

const OllamaConfig = z.strictObject({
  baseUrl: url
    .nullable()
    .default(null)
    .describe('Where Ollama listens; null takes OLLAMA_HOST, else http://127.0.0.1:11434.'),
  contextTokens: z
    .int()
    .min(512)
    .nullable()
    .default(8_192)
    .describe(
      'Context window asked for; what does not fit is cut off by Ollama. null leaves it to the server.',
    ),
  keepAlive: z
    .string()
    .regex(/^-?\d+(\.\d+)?(ms|s|m|h)?$/)
    .default('5m')
    .describe('How long Ollama keeps the model in memory after a call, as Ollama writes it (`5m`, `-1`).'),
  think: z.boolean().default(false).describe('Let a reasoning model think before it answers. Slower.'),
});

const VertexAiConfig = z.strictObject({
  project: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('Google Cloud project; null takes the one of the credentials.'),
  location: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('us-central1')
    .describe('Region that serves the model, or `global`.'),
  baseUrl: url
    .nullable()
    .default(null)
    .describe('A private endpoint in place of https://LOCATION-aiplatform.googleapis.com.'),
});

const OpenAiConfig = z.strictObject({
  baseUrl: url
    .default('https://api.openai.com/v1')
    .describe('Base URL of any server that speaks OpenAI’s chat completions: up to and with `/v1`.'),
  apiKeyEnv: variableName
    .nullable()
    .default('OPENAI_API_KEY')
    .describe(
      'Name of the environment variable that holds the key. The key itself is never configured. null: no key.',
    ),
});

const CacheConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Keep validated answers and use them again for the very same question.'),
  maxEntries: z.int().min(1).default(5_000).describe('Most answers kept; the least recently used go first.'),
  maxAgeDays: z
    .number()
    .positive()
    .default(30)
    .describe('Answers older than this are not used and are removed.'),
});

/** Which language models there are and how they are called. With `none`, and where `auto` finds nothing, default policies decide. */
export const ModelsConfig = z
  .strictObject({
    provider: z
      .enum(['auto', 'none', ...ProviderName.options])
      .default('auto')
      .describe('Where models come from. `auto` uses an Ollama that runs on this machine, else none.'),
    small: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        'Model for quick choices: a name, or provider:name. null: with Ollama an installed one, else the large one.',
      ),
    large: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        'Model for planning and explaining: a name, or provider:name. null: with Ollama an installed one, else the small one.',
      ),
    fallbacks: z
      .array(z.string().regex(/^(ollama|vertexai|openai):.+$/, 'must be provider:name'))
      .default([])
      .describe('Models tried in this order, for both roles, when the first fails. Each as provider:name.'),
    temperature: z
      .number()
      .min(0)
      .max(2)
      .nullable()
      .default(0)
      .describe('0 is steadiest; null leaves it to the service (some models refuse a value).'),
    maxOutputTokens: z.int().min(16).default(4_096).describe('Longest answer. Tokens.'),
    maxAnswerBytes: z
      .int()
      .min(1_024)
      .default(4_000_000)
      .describe('An answer that is longer on the wire is cut off and refused. Bytes.'),
    streaming: z
      .boolean()
      .default(true)
      .describe('Receive answers piece by piece. false for servers that cannot; Ollama always streams.'),
    structured: z
      .boolean()
      .default(true)
      .describe(
        'Hand the service the JSON Schema of a decision too, where it takes one. One that refuses is asked without.',
      ),
    timeoutMs: milliseconds
      .default(180_000)
      .describe(
        'Longest time for one try of a call; when it has passed, no further try begins. Milliseconds.',
      ),
    firstByteMs: milliseconds
      .default(90_000)
      .describe('Longest wait for an answer to begin (a local model may first have to load). Milliseconds.'),
    planFirstByteMs: milliseconds
      .default(30_000)
      .describe(
        'Longest wait for a plan to begin, where that is less than `models.firstByteMs`: somebody sits and waits, and what was asked is then planned without a model. Milliseconds.',
      ),
    stallMs: milliseconds.default(30_000).describe('Longest silence within an answer. Milliseconds.'),
    cooldownMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .default(30_000)
      .describe(
        'How long a model that just failed for good is passed over; one that let us wait in vain, five times as long as we waited. 0: not at all. Milliseconds.',
      ),
    retries: RetriesConfig.prefault({}),
    ollama: OllamaConfig.prefault({}),
    vertexai: VertexAiConfig.prefault({}),
    openai: OpenAiConfig.prefault({}),
    cache: CacheConfig.prefault({}),
    prices: z
      .record(z.string().regex(/^(ollama|vertexai|openai):.+$/, 'must be provider:name'), Price)
      .default({})
      .describe(
        'USD for a million tokens, by provider:name: {"openai:some-model": {"input": 1, "output": 4}}. Servers on this machine and Ollama cost 0; all others are unknown until they are listed here.',
      ),
  })
  .refine(
    (models) =>
      (models.provider !== 'openai' && models.provider !== 'vertexai') ||
      models.small !== null ||
      models.large !== null,
    {
      error: 'with the provider "openai" or "vertexai", models.small or models.large must name a model',
    },
  )
  .prefault({});
export type ModelsConfig = z.infer<typeof ModelsConfig>;

/** What one run may use. Whatever is reached first ends it; null takes a limit away. */
export const LimitsConfig = z
  .strictObject({
    calls: z
      .int()
      .min(1)
      .nullable()
      .default(60)
      .describe('Most calls of a language model in one run, retries included.'),
    tokens: z
      .int()
      .min(1)
      .nullable()
      .default(400_000)
      .describe('Most tokens in one run, sent and received together.'),
    costUsd: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe('Most USD in one run. Where it is set, a model whose price is unknown is not called.'),
    seconds: z.number().positive().nullable().default(3_600).describe('Longest a run may take. Seconds.'),
    repeats: z
      .int()
      .min(2)
      .nullable()
      .default(3)
      .describe('How often an agent may do the very same thing in one run before it counts as stuck.'),
  })
  .prefault({});
export type LimitsConfig = z.infer<typeof LimitsConfig>;
