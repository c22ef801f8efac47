import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ActionContext, agents } from '../../agents/index.ts';
import { Config } from '../../src/config/index.ts';
import { createModels, createRunLimits } from '../../src/llm/index.ts';
import { createRunLog, type RunEvent } from '../../src/observe/index.ts';
import { openStore } from '../../src/store/index.ts';

/** A context as an action gets it, on an empty folder and a store in memory, with the events that it wrote. */
export async function actionContext(
  parts: Partial<ActionContext> = {},
): Promise<ActionContext & { events: RunEvent[] }> {
  const workspace = mkdtempSync(join(tmpdir(), 'opsmith-action-'));
  const store = await openStore({ path: ':memory:' });
  const config = Config.parse({ models: { provider: 'none' } });
  const events: RunEvent[] = [];
  onTestFinished(async () => {
    await store.close();
    rmSync(workspace, { recursive: true });
  });
  return {
    run: 'run_1',
    thread: null,
    step: '1',
    workspace,
    signal: new AbortController().signal,
    log: createRunLog({ run: 'run_1', sink: null, listeners: [(event) => events.push(event)] }),
    config,
    store,
    models: createModels({ config: config.models, env: {} }),
    limits: createRunLimits({ run: 'run_1', limits: config.limits }),
    agents,
    previous: null,
    events,
    ...parts,
  };
}
