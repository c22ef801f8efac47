import { existsSync } from 'node:fs';
import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import { createInteractionStore } from '../../../src/interactions/index.ts';
import { openStore } from '../../../src/store/index.ts';
import type { CliContext } from '../context.ts';
import { count } from '../terminal/format.ts';
import { storePath } from '../workbench.ts';

/** What an agent did lately. */
interface AgentInteractions {
  steps: number;
  succeeded: number;
  /** Mean of what was measured, 0..1; null where nothing was. */
  quality: number | null;
  measured: number;
}

const latest = 1_000;

/** What agents did over the latest runs, by their names; empty where nothing was run here yet. */
export async function interactionsByAgent(context: CliContext): Promise<Map<string, AgentInteractions>> {
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  const path = storePath(homeFolder(config, context.cwd));
  const found = new Map<string, AgentInteractions>();
  if (!existsSync(path)) return found;
  const store = await openStore({ path });
  try {
    for (const { agentId, success, quality } of await createInteractionStore(store).latest(latest)) {
      const own = found.get(agentId) ?? { steps: 0, succeeded: 0, quality: null, measured: 0 };
      own.steps++;
      own.succeeded += Number(success);
      if (quality !== null) {
        own.quality = ((own.quality ?? 0) * own.measured + quality) / (own.measured + 1);
        own.measured++;
      }
      found.set(agentId, own);
    }
    return found;
  } finally {
    await store.close();
  }
}

/** The same in one line for people. */
export function interactionsLine({ steps, succeeded, quality, measured }: AgentInteractions): string {
  const worth =
    quality === null
      ? ''
      : `; quality ${quality.toFixed(2)} in the mean of ${count(measured, 'measurement')}`;
  return `lately: ${succeeded} of ${count(steps, 'step')} succeeded${worth}`;
}
