import type { Maintenance } from '../../../src/learning/index.ts';
import type { CliContext } from '../context.ts';

/** Says what became of a try of other rankers, where one was due. */
export function tellMaintenance(context: CliContext, maintenance: Maintenance | null): void {
  if (maintenance === null) return;
  const { due, chosen, reason, version } = maintenance;
  const result = chosen === null ? `ranker ${version} stays` : `ranker ${version} takes over`;
  context.err.line(`Rankers were tried again (${due}): ${result}. ${reason}`);
}
