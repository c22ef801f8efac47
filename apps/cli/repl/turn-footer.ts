import type { RunEvent } from '../../../src/observe/index.ts';
import { formatSeconds } from '../terminal/format.ts';
import { wrap } from '../terminal/width.ts';
import type { ReplSession } from './session.ts';

/** Listens to a turn and says under its answer who decided, how long it took, and why a model that is there was passed over. */
export interface TurnFooter {
  listen(event: RunEvent): void;
  print(run: string): Promise<void>;
}

/** `isPlanned`: the turn's steps were left to the crew, and so there was something to decide. */
export function createTurnFooter({ context, bench }: ReplSession, isPlanned: boolean): TurnFooter {
  let plan: { decidedBy: string; reason: string } | null = null;
  let answeredBy = 'policy';
  let seconds = 0;
  return {
    listen(event) {
      if (event.type === 'plan') plan ??= event;
      if (event.type === 'answer') answeredBy = event.decidedBy;
      if (event.type === 'run-end') seconds = event.seconds;
    },
    async print(run) {
      const { out } = context;
      if (!out.isTerminal) return;
      const planner = plan?.decidedBy ?? answeredBy;
      const by = planner === answeredBy ? planner : `${planner}, worded by ${answeredBy}`;
      const facts = `decided by ${by} · ${formatSeconds(seconds)} · ${run}`;
      for (const line of wrap(facts, out.columns)) out.line(out.style.dim(line));
      if (!isPlanned || planner !== 'policy' || plan === null) return;
      const { large, small } = await bench.models.describe();
      if (large === null && small === null) return;
      for (const line of wrap(plan.reason, out.columns)) out.line(out.style.yellow(line));
    },
  };
}
