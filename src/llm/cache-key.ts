import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { ModelsConfig } from './models-config.ts';
import type { ChatMessage, JsonSchema } from './types.ts';

/** What an answer depends on. */
export interface Question {
  provider: string;
  model: string;
  server: string;
  temperature: ModelsConfig['temperature'];
  messages: readonly ChatMessage[];
  schema: JsonSchema;
}

/** The cache's key of a question: SHA-256, hexadecimal. */
export function cacheKey(question: Question): string {
  return createHash('sha256').update(canonicalJson(question)).digest('hex');
}
