import { existsSync } from 'node:fs';
import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import { openStore } from '../../../src/store/index.ts';
import type { CliContext } from '../context.ts';
import { count, formatSeconds } from '../terminal/format.ts';
import { storePath } from '../workbench.ts';

/** What an agent came to over the latest training tasks. */
export interface AgentPerformance {
  tasks: number;
  /** In the mean. */
  seconds: number;
  /** Of all tasks; null where a price is not known. */
  costUsd: number | null;
  /** By metric: the score with what the agent added less that without, in the mean; better above 0. */
  contributions: Record<string, { tasks: number; mean: number }>;
}

/** Events that are looked at: five agents of a hundred tasks. */
const latest = 500;

/** What agents came to, by their names; empty where nothing was trained here yet. */
export async function agentPerformance(context: CliContext): Promise<Map<string, AgentPerformance>> {
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  const path = storePath(homeFolder(config, context.cwd));
  const found = new Map<string, AgentPerformance>();
  if (!existsSync(path)) return found;
  const store = await openStore({ path });
  try {
    for (const event of await store.events.ofType('agent-performance', latest)) {
      const { agent, seconds, costUsd, metric, contribution } = event;
      const own = found.get(agent) ?? { tasks: 0, seconds: 0, costUsd: 0, contributions: {} };
      own.seconds = (own.seconds * own.tasks + seconds) / (own.tasks + 1);
      own.tasks += 1;
      own.costUsd = own.costUsd === null || costUsd === null ? null : own.costUsd + costUsd;
      if (contribution !== null) {
        const before = own.contributions[metric] ?? { tasks: 0, mean: 0 };
        own.contributions[metric] = {
          tasks: before.tasks + 1,
          mean: (before.mean * before.tasks + contribution) / (before.tasks + 1),
        };
      }
      found.set(agent, own);
    }
    return found;
  } finally {
    await store.close();
  }
}

/** The same in one line for people. */
export function performanceLine({ tasks, seconds, costUsd, contributions }: AgentPerformance): string {
  const worth = Object.entries(contributions).map(
    ([metric, { mean, tasks: of }]) =>
      `${mean >= 0 ? '+' : ''}${Number(mean.toPrecision(2))} ${metric}${of === tasks ? '' : ` (${count(of, 'task')})`}`,
  );
  const cost = costUsd === null ? 'cost not known' : costUsd === 0 ? 'no cost' : `$${costUsd.toFixed(4)}`;
  return `in ${count(tasks, 'training task')}: ${formatSeconds(seconds)} each, ${cost}${worth.length === 0 ? '' : `; worth ${worth.join(', ')} in the mean`}`;
}
