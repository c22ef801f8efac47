import { ProviderError } from '../errors/index.ts';
import type { CacheStore } from './answer-cache.ts';
import type { AskContext } from './ask.ts';
import type { ChatOptions } from './chat-options.ts';
import { type Clock, systemClock } from './clock.ts';
import { createMemoryLedger, type LedgerStore } from './ledger.ts';
import type { ModelRole, ModelsConfig } from './models-config.ts';
import type { Environment, GoogleAuthorize } from './providers/index.ts';
import { createResolver, type Resolved } from './resolve-models.ts';
import type { Candidate, ChatAnswer, ChatMessage, ModelsDescription } from './types.ts';

export interface ModelsOptions {
  config: ModelsConfig;
  /** Where calls are counted; left out: in memory. */
  ledger?: LedgerStore;
  /** Where validated answers are kept; left out or null: nowhere. */
  cache?: CacheStore | null;
  clock?: Clock;
  env?: Environment;
  fetch?: typeof fetch;
  /** In place of the default credentials of Google Cloud. */
  googleAuthorize?: GoogleAuthorize;
}

/** The language models that are configured, if there are any. */
export interface Models {
  readonly config: ModelsConfig;
  readonly ledger: LedgerStore;
  readonly cache: CacheStore | null;
  readonly clock: Clock;
  /** What is configured and what was found, for people. */
  describe(): Promise<ModelsDescription>;
  /** Whether there is a model to ask. Where none is configured the answer takes no look at anything. */
  available(role: ModelRole): Promise<boolean>;
  /** The models to ask in a role, in their order. Empty: default policies decide. */
  candidates(role: ModelRole): Promise<readonly Candidate[]>;
  /**
   * Asks the role's model, and those after it in turn where it fails.
   * @throws ProviderError when all failed, or (`no-model`) when there is none; LimitError; InterruptedError.
   */
  chat(role: ModelRole, messages: readonly ChatMessage[], options?: ChatOptions): Promise<ChatAnswer>;
  /** Asks one model. @throws ProviderError, LimitError, InterruptedError. */
  ask(candidate: Candidate, messages: readonly ChatMessage[], options?: ChatOptions): Promise<ChatAnswer>;
}

/** Sets up the models; nothing is looked for or loaded before the first question. */
export function createModels(options: ModelsOptions): Models {
  const { config, clock = systemClock, env = process.env, ledger = createMemoryLedger() } = options;
  const cache = config.cache.enabled ? (options.cache ?? null) : null;
  const context: AskContext = {
    config,
    clock,
    ledger,
    env,
    now: () => clock.now(),
    // Looked up at each call: the global may be replaced after this module was loaded.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    googleAuthorize: options.googleAuthorize,
    cooling: new Map(),
    schemaRefused: new Set(),
  };
  const resolve = createResolver({ config, env, clock });

  const candidates = async (role: ModelRole) => candidatesOf(await resolve(), role);
  const ask: Models['ask'] = async (candidate, messages, chatOptions = {}) =>
    // Loaded only where there is a model, so that the way without one stays short.
    (await import('./ask.ts')).askModel(candidate, messages, chatOptions, context);

  return {
    config,
    ledger,
    cache,
    clock,
    candidates,
    available: async (role) => (await candidates(role)).length > 0,
    describe: async () => describe(config, await resolve()),
    ask,

    async chat(role, messages, chatOptions = {}) {
      const resolved = await resolve();
      const failures: ProviderError[] = [];
      for (const candidate of candidatesOf(resolved, role)) {
        if (failures.length > 0) chatOptions.onRestart?.();
        try {
          return await ask(candidate, messages, { role, ...chatOptions });
        } catch (thrown) {
          if (!(thrown instanceof ProviderError)) throw thrown;
          failures.push(thrown);
        }
      }
      throw allFailed(failures, resolved.reason);
    },
  };
}

function candidatesOf(resolved: Resolved, role: ModelRole): readonly Candidate[] {
  const first = resolved[role];
  const rest = resolved.fallbacks.filter((candidate) => candidate.name !== first?.name);
  return first === null ? rest : [first, ...rest];
}

function allFailed(failures: readonly ProviderError[], reason: string): ProviderError {
  const last = failures.at(-1);
  if (last === undefined)
    return new ProviderError('no-model', `There is no language model to ask: ${reason}`, {
      retryable: false,
    });
  if (failures.length === 1) return last;
  return new ProviderError(
    last.code,
    `No model answered. ${failures.map((failure) => failure.message).join(' ')}`,
    {
      cause: last,
      retryable: failures.some((failure) => failure.retryable),
      details: last.details,
    },
  );
}

function describe(config: ModelsConfig, resolved: Resolved): ModelsDescription {
  const { small, large, fallbacks } = resolved;
  const all = [small, large, ...fallbacks].filter((candidate) => candidate !== null);
  return {
    provider: config.provider,
    small: small?.name ?? null,
    large: large?.name ?? null,
    fallbacks: fallbacks.map((candidate) => candidate.name),
    servers: Object.fromEntries(all.map((candidate) => [candidate.name, candidate.server])),
    sentence: sentenceOf(resolved),
  };
}

function sentenceOf({ small, large, fallbacks, reason }: Resolved): string {
  if (small === null && large === null && fallbacks.length === 0)
    return `No language model: default policies decide everything. ${reason}`;
  const roles =
    small?.name === large?.name
      ? `${large?.name ?? 'none'} for everything`
      : `${small?.name ?? 'none'} for quick choices, ${large?.name ?? 'none'} for planning and explaining`;
  const then =
    fallbacks.length === 0 ? '' : `; then ${fallbacks.map((candidate) => candidate.name).join(', ')}`;
  return `Language models: ${roles}${then}. ${reason}`.trim();
}
