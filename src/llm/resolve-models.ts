import { toError } from '../errors/index.ts';
import type { Clock } from './clock.ts';
import { formatModelName, type ModelName, parseModelName } from './model-name.ts';
import type { ModelRole, ModelsConfig, ProviderName } from './models-config.ts';
import {
  chooseOllamaModels,
  leastUsefulParameters,
  listOllamaModels,
  type OllamaModel,
  ollamaServer,
} from './ollama-models.ts';
import { priceOf } from './prices.ts';
import type { Environment } from './providers/index.ts';
import { redact } from './redact.ts';
import type { Candidate } from './types.ts';

/** Which model takes which role; `reason` says in a sentence why, for people. */
export interface Resolved {
  small: Candidate | null;
  large: Candidate | null;
  fallbacks: readonly Candidate[];
  reason: string;
}

export interface ResolverOptions {
  config: ModelsConfig;
  env: Environment;
  clock: Pick<Clock, 'now'>;
}

/** How long `auto` waits for a local Ollama: it must not be felt. An Ollama that was asked for may take longer to answer. */
const autoProbeMs = 300;
const listMs = 3_000;

/** What `auto` found, by address: looked for once in a process. */
const probes = new Map<string, Promise<OllamaModel[] | Error>>();

/** A function that finds the models on its first call and remembers them; an Ollama that was asked for and is away is looked for again later. */
export function createResolver(options: ResolverOptions): () => Promise<Resolved> {
  const { config, clock } = options;
  let found: Promise<Resolved> | null = null;
  let lookAgainAt = Infinity;
  return () => {
    if (found === null || clock.now() >= lookAgainAt) {
      lookAgainAt = Infinity;
      found = resolveModels(options).then((resolved) => {
        if (config.provider === 'ollama' && resolved.large === null)
          lookAgainAt = clock.now() + config.cooldownMs;
        return resolved;
      });
    }
    return found;
  };
}

async function resolveModels({ config, env }: ResolverOptions): Promise<Resolved> {
  const fallbacks = config.fallbacks.map((name) => toCandidate(parseModelName(name, 'openai'), config, env));
  const usable = fallbacks.filter((candidate) => missingKey(candidate.provider, config, env) === null);
  if (config.provider === 'none') return nothing('models.provider is "none".', []);
  if (config.provider === 'auto' || config.provider === 'ollama') return resolveOllama(config, env, usable);

  const { provider } = config;
  const named = (role: ModelRole) => {
    const name = config[role] ?? config.small ?? config.large;
    return name === null ? null : toCandidate(parseModelName(name, provider), config, env);
  };
  const [small, large] = [named('small'), named('large')];
  const missing = [small, large].map((candidate) => candidate && missingKey(candidate.provider, config, env));
  return {
    small: missing[0] === null ? small : null,
    large: missing[1] === null ? large : null,
    fallbacks: usable,
    reason: missing.find((reason) => reason !== null) ?? `models.provider is "${provider}".`,
  };
}

async function resolveOllama(
  config: ModelsConfig,
  env: Environment,
  fallbacks: readonly Candidate[],
): Promise<Resolved> {
  const server = ollamaServer(config.ollama.baseUrl, env.OLLAMA_HOST);
  const isAuto = config.provider === 'auto';
  const bothNamed = config.small !== null && config.large !== null;
  const installed = isAuto ? await probe(server) : bothNamed ? [] : await list(server, listMs);
  const where = redact(server);
  if (installed instanceof Error)
    return nothing(
      isAuto
        ? `models.provider is "auto" and no Ollama answers at ${where}.`
        : `No Ollama answers at ${where} (${installed.message}). Start it ("ollama serve"), or set models.provider to "none".`,
      fallbacks,
    );
  const names = installed.map((model) => model.name);
  // Who did not ask for a model shall not wait for one that is none the better for it.
  const isNamed = config.small !== null || config.large !== null;
  const isOfUse = installed.some(({ parameters }) => parameters >= leastUsefulParameters);
  if (isAuto && !isNamed && installed.length > 0 && !isOfUse)
    return nothing(
      `Ollama at ${where} has only models of less than a billion parameters (${names.join(', ')}), which seldom answer in the form asked for; name one in models.large to try it all the same.`,
      fallbacks,
    );
  const chosen = chooseOllamaModels(installed);

  const problems: string[] = [];
  const pick = (role: ModelRole): Candidate | null => {
    const other = role === 'small' ? config.large : config.small;
    const text = config[role] ?? (chosen === null ? other : chosen[role]);
    if (text === null) return null;
    const name = parseModelName(text, 'ollama');
    const isInstalled = names.includes(name.model) || names.includes(`${name.model}:latest`);
    if (name.provider === 'ollama' && isAuto && !isInstalled) {
      problems.push(
        `Ollama at ${where} has no model "${name.model}" (models.${role}); it has ${names.join(', ') || 'none'}.`,
      );
      return null;
    }
    const missing = missingKey(name.provider, config, env);
    if (missing !== null) problems.push(missing);
    return missing === null ? toCandidate(name, config, env) : null;
  };
  const [small, large] = [pick('small'), pick('large')];
  if (small === null && large === null && problems.length === 0)
    return nothing(`Ollama at ${where} has no chat model yet: fetch one ("ollama pull NAME").`, fallbacks);
  const reason =
    problems.length > 0 ? problems.join(' ') : `Ollama at ${where}${isAuto ? ' was found' : ''}.`;
  return { small: small ?? large, large: large ?? small, fallbacks, reason };
}

function probe(server: string): Promise<OllamaModel[] | Error> {
  let answer = probes.get(server);
  if (answer === undefined) {
    answer = list(server, autoProbeMs);
    probes.set(server, answer);
  }
  return answer;
}

async function list(server: string, timeoutMs: number): Promise<OllamaModel[] | Error> {
  try {
    return await listOllamaModels(server, timeoutMs);
  } catch (thrown) {
    return toError(thrown);
  }
}

function nothing(reason: string, fallbacks: readonly Candidate[]): Resolved {
  return { small: null, large: null, fallbacks, reason };
}

function toCandidate(name: ModelName, config: ModelsConfig, env: Environment): Candidate {
  const server = serverOf(name.provider, config, env);
  return {
    ...name,
    name: formatModelName(name),
    server,
    price: priceOf(config, name.provider, name.model, server),
  };
}

function serverOf(provider: ProviderName, config: ModelsConfig, env: Environment): string {
  switch (provider) {
    case 'ollama':
      return ollamaServer(config.ollama.baseUrl, env.OLLAMA_HOST);
    case 'openai':
      return config.openai.baseUrl.replace(/\/+$/, '');
    case 'vertexai':
      return (
        config.vertexai.baseUrl?.replace(/\/+$/, '') ?? `https://${vertexHost(config.vertexai.location)}`
      );
  }
}

/** Google's hosts: global, a region (`us-central1`), or a part of the world (`eu`). */
function vertexHost(location: string): string {
  if (location === 'global') return 'aiplatform.googleapis.com';
  return location.includes('-')
    ? `${location}-aiplatform.googleapis.com`
    : `aiplatform.${location}.rep.googleapis.com`;
}

/** Why a service cannot be called for want of its key, or null. */
function missingKey(provider: ProviderName, config: ModelsConfig, env: Environment): string | null {
  const variable = config.openai.apiKeyEnv;
  if (provider !== 'openai' || variable === null || env[variable]) return null;
  const { hostname } = new URL(config.openai.baseUrl);
  // Servers of one's own seldom want a key; where one does, it says so.
  if (hostname !== 'api.openai.com') return null;
  return `models.provider needs a key for ${hostname}: set the variable ${variable}, or name another in models.openai.apiKeyEnv.`;
}
