import type { Config } from '../../src/config/index.ts';
import { InputError } from '../../src/errors/index.ts';
import type { Store } from '../../src/store/index.ts';
import { runOnce } from '../run-once.ts';
import type { RunOptions, TurnResult } from '../run-types.ts';
import { performRegistry } from './perform.ts';
import type { RegistryRequest } from './request.ts';

export interface RegistryRunContext {
  store: Store;
  config: Config;
  workspace: string;
  now: () => Date;
  /** Does an action of the supervisor, which asks for approval. */
  act(action: string, given: Record<string, unknown>): Promise<TurnResult>;
}

/** One request to the model registry as a run of its own; what changes production goes through the supervisor, which asks. */
export async function runRegistry(
  request: RegistryRequest,
  { store, config, workspace, now, act }: RegistryRunContext,
  options: RunOptions = {},
): Promise<TurnResult> {
  const { action, model, version, to, data, reason, by } = request;
  if (action === 'promote' || action === 'rollback') {
    if (model === undefined)
      throw new InputError('missing-field', `To ${action}, the input needs "model".`, {
        details: { field: 'model' },
      });
    const given = { model, ...(version && { version }), ...(reason && { reason }), ...(by && { by }) };
    if (action === 'rollback') return act('roll_back_model', given);
    return act('promote_model', { ...given, ...(to && { to }), ...(data && { data }) });
  }
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
