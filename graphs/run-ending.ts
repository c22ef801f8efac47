import type { RunStatus } from '../src/observe/index.ts';
import { type Conversation, type ConversationTurn, rememberTurn } from './conversation.ts';
import { keepInteractions } from './interactions.ts';
import type { Attempt, DriverDeps } from './run-driver.ts';
import { type ApprovalRequest, RunInput, RunSummary, type TurnResult } from './run-types.ts';
import { composeAnswer, statusOf } from './supervisor/compose.ts';
import { joinOutcomes } from './supervisor/outcomes.ts';
import type { SupervisorState } from './supervisor/state.ts';

/** How an attempt ended; `state` is the graph's, where there is any. */
export interface Ending {
  /** `done`: the graph came to its end, whatever its steps did. */
  status: RunStatus;
  state: SupervisorState | null;
  interrupt?: ApprovalRequest;
  /** The limit that stopped it before the graph's end. */
  limit?: string;
}

/**
 * Writes down how an attempt ended. The order matters to whoever takes the run up after a crash in between: events, then the result, then the
 * thread's memory together with the end of the run's rows, then the status. Each may be done twice.
 */
export async function concludeRun(attempt: Attempt, ending: Ending, deps: DriverDeps): Promise<TurnResult> {
  const { run, log, recorded } = attempt;
  const { store, checkpoints, now } = deps;
  const result = resultOf(attempt, ending);
  const { status, answer } = result;
  const isOver = ending.status === 'done' || ending.status === 'limited';
  if (isOver && !ending.state?.reply) log.emit({ type: 'answer', text: answer, decidedBy: 'policy' });
  if (attempt.hasSpoken() || recorded.end !== status)
    log.emit({ type: 'run-end', status, seconds: (performance.now() - attempt.startedAt) / 1_000 });
  await store.events.flush();
  if (isOver) {
    await store.runs.setStatus(run.id, 'running', summaryOf(result));
    await keepInteractions(result, { ...deps, isGiven: RunInput.parse(run.input).given !== null });
    const turn = turnOf(attempt, ending.state, answer, now());
    const remember = (before: Conversation) =>
      rememberTurn(before, turn, ending.state?.reply ? ending.state.previous : before.previous);
    await checkpoints.finish(run.id, run.thread, remember);
  }
  await store.runs.setStatus(run.id, status);
  return result;
}

function resultOf(attempt: Attempt, ending: Ending): TurnResult {
  const { run, outcomes } = attempt;
  const { state, interrupt } = ending;
  const limit = ending.limit ?? state?.limit ?? null;
  const steps = state?.steps ?? [];
  const place = new Map(steps.map(({ id }, index) => [id, index]));
  const results = joinOutcomes(outcomes, state?.outcomes ?? []).sort(
    (a, b) => (place.get(a.step) ?? 0) - (place.get(b.step) ?? 0),
  );
  const status = ending.status === 'done' ? statusOf(results, limit) : ending.status;
  const known = results.length === 0 && limit === null ? '' : `${composeAnswer(steps, results, limit)}\n\n`;
  const answers: Partial<Record<RunStatus, string>> = {
    waiting: `${known}**Waiting for approval.** ${interrupt?.question ?? ''}`,
    cancelled: `${known}**Cancelled.** \`opsmith runs resume ${run.id}\` goes on from here.`,
  };
  return {
    run: run.id,
    thread: run.thread,
    status,
    answer: answers[status] ?? state?.reply?.text ?? known.trimEnd(),
    steps,
    results,
    decidedBy: state?.decidedBy ?? 'policy',
    ...(interrupt === undefined ? {} : { interrupt }),
  };
}

/** The result as the store keeps it: without the data, which may be large. */
function summaryOf(result: TurnResult): RunSummary {
  const { status, answer, decidedBy, steps, results } = result;
  return RunSummary.parse({
    status,
    answer,
    decidedBy,
    steps,
    results: results.map((outcome) => ({ ...outcome, data: null, items: [] })),
  });
}

function turnOf(
  attempt: Attempt,
  state: SupervisorState | null,
  answer: string,
  now: Date,
): ConversationTurn {
  const { run } = attempt;
  const kept = state?.history.find((turn) => turn.run === run.id);
  return (
    kept ?? { run: run.id, at: now.toISOString(), text: RunInput.parse(run.input).text, answer, about: [] }
  );
}
