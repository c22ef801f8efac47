import type { RunEvent } from '../../../src/observe/index.ts';
import { createPassedOver } from '../passed-over.ts';
import { formatSeconds } from '../terminal/format.ts';
import { wrap } from '../terminal/width.ts';
import type { ReplSession } from './session.ts';

/** Listens to a turn and says under its answer who decided, how long it took, and why a model that is there was passed over. */
export interface TurnFooter {
  listen(event: RunEvent): void;
  print(run: string): void;
}

/** `isPlanned`: the turn's steps were left to the crew, and so the plan was decided, too. */
export function createTurnFooter({ context }: ReplSession, isPlanned: boolean): TurnFooter {
  const passedOver = createPassedOver();
  let plannedBy: string | null = null;
  let answeredBy = 'policy';
  let seconds = 0;
  return {
    listen(event) {
      passedOver.listen(event);
      if (event.type === 'plan' && isPlanned) plannedBy ??= event.decidedBy;
      if (event.type === 'answer') answeredBy = event.decidedBy;
      if (event.type === 'run-end') seconds = event.seconds;
    },
    print(run) {
      const { out } = context;
      if (!out.isTerminal) return;
      const planner = plannedBy ?? answeredBy;
      const by = planner === answeredBy ? planner : `${planner}, worded by ${answeredBy}`;
      const facts = `decided by ${by} · ${formatSeconds(seconds)} · ${run}`;
      for (const line of wrap(facts, out.columns)) out.line(out.style.dim(line));
      if (passedOver.reason === null) return;
      for (const line of wrap(passedOver.reason, out.columns)) out.line(out.style.yellow(line));
    },
  };
}
