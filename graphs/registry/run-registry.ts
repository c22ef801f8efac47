import type { Config } from '../../src/config/index.ts';
import { tableHeader } from '../../src/data/index.ts';
import { openProjectRegistry } from '../../src/registry/index.ts';
import type { Store } from '../../src/store/index.ts';
import { runOnce } from '../run-once.ts';
import type { RunOptions, TurnResult } from '../run-types.ts';
import { performRegistry } from './perform.ts';
import { type RegistryRequest, refuseIncomplete } from './request.ts';

export interface RegistryRunContext {
  store: Store;
  config: Config;
  workspace: string;
  now: () => Date;
  /** Does an action of the supervisor, which asks for approval. */
  act(action: string, given: Record<string, unknown>): Promise<TurnResult>;
}

/** What speaks of versions that there are, and of a model as a whole; the rest name new ones, or things that are no models. */
const ofVersions = new Set<RegistryRequest['action']>(['show', 'compare', 'approve', 'alias', 'export']);
const ofModels = new Set<RegistryRequest['action']>(['list', 'history', 'at', 'verify']);

/** One request to the model registry as a run of its own; what changes production goes through the supervisor, which asks. */
export async function runRegistry(
  request: RegistryRequest,
  { store, config, workspace, now, act }: RegistryRunContext,
  options: RunOptions = {},
): Promise<TurnResult> {
  const { action, model, other, version, to, data, reason, by } = request;
  refuseIncomplete(request);
  if (action === 'promote' || action === 'rollback') {
    const given = { model, ...(version && { version }), ...(reason && { reason }), ...(by && { by }) };
    if (action === 'rollback') return act('roll_back_model', given);
    return act('promote_model', { ...given, ...(to && { to }), ...(data && { data }) });
  }
  const registry = openProjectRegistry({ store, config, cwd: workspace });
  // What nothing is called leaves no failed run behind.
  if (ofVersions.has(action)) for (const named of [model, other]) if (named) await registry.get(named);
  if (ofModels.has(action) && model) await registry.history(model);
  if (action === 'compare' && data) await tableHeader(data, { workspace });
  return runOnce({
    agent: 'supervisor',
    action: 'ml-model-registry',
    asked: action,
    store,
    workspace,
    now,
    options,
    perform: (run) => performRegistry(request, { store, config, workspace, run }),
  });
}
