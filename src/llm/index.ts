/** Language models: providers, decisions that fall back on a default policy, limits, the ledger and the cache of answers. */

export type { CacheBounds, CachedAnswer, CacheStore } from './answer-cache.ts';
export { createMemoryCache } from './answer-cache.ts';
export type { StreamedField } from './answer-stream.ts';
export type { ChatOptions } from './chat-options.ts';
export type { Validate } from './check-answer.ts';
export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export { decide } from './decide.ts';
export type { DecideOptions, Decision } from './decision.ts';
export type { GoogleCredentials } from './google-credentials.ts';
export type { LedgerEntry, LedgerFilter, LedgerLine, LedgerStore, LedgerSummary } from './ledger.ts';
export { createMemoryLedger } from './ledger.ts';
export type { Models, ModelsOptions } from './models.ts';
export { createModels } from './models.ts';
export { LimitsConfig, ModelRole, ModelsConfig, ProviderName } from './models-config.ts';
export { ollamaServer } from './ollama-models.ts';
export type { DataBlock, Prompt } from './prompt.ts';
export { asBlock, fillPrompt, loadPrompt } from './prompt.ts';
export type { ProviderNote } from './provider-notes.ts';
export { providerNotes } from './provider-notes.ts';
export { holdsSecret, redact } from './redact.ts';
export type { Reservation, RunLimits, RunLimitsOptions, RunUsage } from './run-limits.ts';
export { createRunLimits } from './run-limits.ts';
export { createStoreCache } from './store-cache.ts';
export { createStoreLedger } from './store-ledger.ts';
export type {
  Candidate,
  ChatAnswer,
  ChatMessage,
  JsonSchema,
  ModelsDescription,
  Tokens,
  ToolCall,
  ToolDescription,
} from './types.ts';

/** Google Cloud's default credentials; their library is loaded for who needs them. */
export async function googleCredentials(project: string | null) {
  const { openGoogleCredentials } = await import('./google-credentials.ts');
  return openGoogleCredentials(project);
}
