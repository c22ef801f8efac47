import type { ProviderName } from './models-config.ts';

/** What is known of a way to reach models, and how it is known. */
export interface ProviderNote {
  provider: ProviderName;
  /** `real`: it was run against the service itself; `protocol`: only against stand-ins that speak its protocol. */
  tried: 'real' | 'protocol';
  note: string;
}

/** What was tried with each service and what was not, for `opsmith doctor` and docs/models.md. */
export function providerNotes(): ProviderNote[] {
  return [
    {
      provider: 'ollama',
      tried: 'real',
      note: 'Tried against Ollama 0.9.6 with two very small models (SmolLM2 135M, Gemma 3 270M): streaming, decisions with and without a schema, abort, a missing model, the server killed in the middle. Tool calls only against a stand-in.',
    },
    {
      provider: 'openai',
      tried: 'real',
      note: 'Tried against the OpenAI-compatible API of Ollama 0.9.6 with SmolLM2 135M: streaming, decisions with and without a schema, abort, a missing model. Never run against OpenAI itself; keys and tool calls only against a stand-in.',
    },
    {
      provider: 'vertexai',
      tried: 'protocol',
      note: 'Never run against Vertex AI itself: only against a stand-in that speaks its protocol, with credentials that were made up. Default credentials of Google Cloud were never used. The same holds for its embeddings.',
    },
  ];
}
