import { findAction } from '../../agents/index.ts';
import { contextOf, type NodeConfig } from './context.ts';
import { outcomeWithout, type PlannedStep, type StepOutcome } from './outcomes.ts';
import { readySteps } from './routers.ts';
import type { SupervisorState, SupervisorUpdate } from './state.ts';
import { notBuilt, notStarted } from './step.ts';

/**
 * Looks at what the steps gave. While some are ready there is nothing to decide; when none is, the rest cannot be done, and another plan is
 * worth trying where a step failed for what it was given.
 */
export function look(state: SupervisorState, config: NodeConfig): SupervisorUpdate {
  if (readySteps(state).length > 0) return {};
  const { agents, config: settings } = contextOf(config);
  const known = new Map(state.outcomes.map((outcome) => [outcome.step, outcome]));
  const skipped: StepOutcome[] = [];
  for (const planned of state.steps) {
    if (known.has(planned.id)) continue;
    const isBuilt = findAction(agents, planned.agent, planned.action)?.action.execute !== undefined;
    const outcome = isBuilt
      ? outcomeWithout(planned, 'skipped', whyNot(planned, state, known))
      : notBuilt(planned);
    known.set(planned.id, outcome);
    skipped.push(outcome);
  }
  const mendable =
    state.limit === null &&
    state.plans <= settings.run.maxReplans &&
    state.outcomes.some(({ status, error }) => status === 'failed' && error?.repairable === true);
  return { outcomes: skipped, mendable };
}

function whyNot(
  planned: PlannedStep,
  state: SupervisorState,
  known: ReadonlyMap<string, StepOutcome>,
): string {
  if (state.limit !== null) return notStarted(planned);
  const what = `The ${planned.agent} did not begin to ${planned.action.replaceAll('_', ' ')}`;
  const cause = planned.after
    .map((id) => known.get(id))
    .find((outcome) => outcome && outcome.status !== 'done');
  return cause === undefined
    ? `${what}.`
    : `${what}, since “${cause.action.replaceAll('_', ' ')}” before it was not done.`;
}
