import { z } from 'zod';
import { LimitsConfig, ModelsConfig } from '../llm/index.ts';
import { ruleSettings } from './rule-settings.ts';

/** What reviews look for, and how they use a language model. */
export const ReviewConfig = z
  .strictObject({
    ...ruleSettings,
    modelFindings: z
      .enum(['auto', 'on', 'off'])
      .default('auto')
      .describe(
        'Whether a language model proposes findings beside the rules. `auto`: where the configuration names a provider or a model, not where an Ollama was merely found.',
      ),
    modelChunks: z
      .int()
      .min(1)
      .max(1_000)
      .default(8)
      .describe(
        'Most stretches of code (some 250 lines each) that a model is shown in one review; the ones with the hardest code come first.',
      ),
    budget: z
      .strictObject({
        calls: z
          .int()
          .min(1)
          .nullable()
          .default(40)
          .describe('Most calls of a language model for the findings of one review, retries included.'),
        costUsd: z
          .number()
          .positive()
          .nullable()
          .default(null)
          .describe(
            'Most USD for the findings of one review. Where it is set, a model whose price is unknown is not called.',
          ),
        seconds: z
          .number()
          .positive()
          .nullable()
          .default(120)
          .describe('Longest that one review may wait for a model’s findings. Seconds.'),
      })
      .prefault({}),
  })
  .prefault({});
export type ReviewConfig = z.infer<typeof ReviewConfig>;

/** The whole configuration. Every key has a default and a description; the documentation is made from them. */
export const Config = z.strictObject({
  $schema: z.string().optional().describe('Where an editor finds the JSON Schema (`opsmith config schema`).'),
  home: z
    .string()
    .min(1)
    .default('.opsmith')
    .describe('Folder of the state (database, history), relative to the working directory.'),
  models: ModelsConfig,
  limits: LimitsConfig,
  code: z
    .strictObject({
      coverage: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe('lcov or Cobertura file with test coverage; null looks in the usual places.'),
    })
    .prefault({}),
  review: ReviewConfig,
  registry: z
    .strictObject({
      policy: z
        .string()
        .min(1)
        .default('policy.yaml')
        .describe(
          'File with the gates that a model passes before staging and before production (docs/governance.md); without that file there are none.',
        ),
      keyFile: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe(
          'File with the key (32 bytes as 64 hexadecimal digits, or in base64) that artifacts of models are encrypted with; `OPSMITH_REGISTRY_KEY` holds the key itself. null: not encrypted.',
        ),
    })
    .prefault({}),
  learning: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe(
          'Whether reviews follow what developers accepted and rejected; verdicts are kept either way.',
        ),
      developer: z
        .string()
        .min(1)
        .max(200)
        .nullable()
        .default(null)
        .describe('Who judges here. null: the e-mail address that git has, else the name of the account.'),
      team: z
        .string()
        .max(200)
        .default('')
        .describe('Whose views count for more than those of others; empty: none.'),
      threshold: z
        .number()
        .min(0)
        .max(1)
        .default(0.3)
        .describe(
          'Findings whose acceptance is less likely than this, and clearly less than before anybody judged, are held back until `--all` asks for them; 0 holds back none.',
        ),
      exploration: z
        .number()
        .min(0)
        .max(0.5)
        .default(0.1)
        .describe(
          'How much it counts, for the first five places, that a verdict on a finding tells what to show later; after 200 verdicts a share of these places, which shrinks as verdicts come. 0 ranks by value alone.',
        ),
      secondOpinions: z
        .boolean()
        .default(true)
        .describe(
          'Whether the plan made without a model is taken where plans of the model have mostly come to nothing.',
        ),
    })
    .prefault({}),
  memory: z
    .strictObject({
      embedder: z
        .enum(['lexical', 'encoder', 'ollama', 'vertexai'])
        .default('lexical')
        .describe(
          'What turns texts into vectors: `lexical` needs nothing, `encoder` is a sentence encoder on this machine, the others are services. Another one makes all vectors anew (docs/memory.md).',
        ),
      encoder: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe(
          'Folder with a sentence encoder (`model.onnx` or `model.safetensors`, `tokenizer.json`); null: the one that `opsmith models pull encoder` fetched.',
        ),
      ollama: z
        .string()
        .min(1)
        .default('nomic-embed-text')
        .describe('Embedding model of Ollama, at `models.ollama.baseUrl`.'),
      vertexai: z
        .string()
        .min(1)
        .default('text-embedding-005')
        .describe('Embedding model of Vertex AI, in `models.vertexai.location`.'),
      automatic: z
        .boolean()
        .default(true)
        .describe(
          'Whether the crew keeps what it decides and finds by itself. What a person tells it to remember is always kept.',
        ),
    })
    .prefault({}),
  run: z
    .strictObject({
      parallelSteps: z
        .int()
        .min(1)
        .max(32)
        .default(4)
        .describe('How many steps of a plan that do not depend on each other run at the same time.'),
      maxReplans: z
        .int()
        .min(0)
        .max(10)
        .default(2)
        .describe('How often a run may plan again after a step failed.'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;
