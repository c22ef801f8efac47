import { interrupt, isGraphBubbleUp } from '@langchain/langgraph';
import { type ActionDefinition, findAction } from '../../agents/index.ts';
import { shownBy } from '../../agents/shown-text.ts';
import {
  InputError,
  InterruptedError,
  LimitError,
  ModelError,
  OpsmithError,
  toError,
} from '../../src/errors/index.ts';
import type { RunLog } from '../../src/observe/index.ts';
import { diskFullError } from '../../src/store/index.ts';
import { aTurn } from '../../src/turns/index.ts';
import { inputOf, problemsOf } from '../check-arguments.ts';
import { reachedLimit } from '../reached-limit.ts';
import { abridged } from '../recorded-run.ts';
import type { ApprovalRequest } from '../run-types.ts';
import { untilAborted } from '../until-aborted.ts';
import { contextOf, type NodeConfig, type SupervisorContext } from './context.ts';
import { outcomeWithout, type PlannedStep, type StepOutcome } from './outcomes.ts';
import type { StepTask, SupervisorUpdate } from './state.ts';

/** Does one step, after asking where it changes the world. */
export async function step(task: StepTask, config: NodeConfig): Promise<SupervisorUpdate> {
  const context = contextOf(config);
  const planned = task.step;
  const action = findAction(context.agents, planned.agent, planned.action)?.action;
  if (action?.execute === undefined) return { outcomes: [notBuilt(planned)] };
  const problems = problemsOf(action, planned.arguments);
  if (problems.length > 0) return { outcomes: [failed(planned, argumentError(planned, problems))] };
  const started = { ...task, action, input: inputOf(action).parse(planned.arguments) };
  if (action.effect === 'world') {
    const question = await questionOf(started, context);
    if (question instanceof Error) return { outcomes: [failed(planned, question)] };
    if (!(await isApproved(planned, question, context)))
      return {
        outcomes: [
          outcomeWithout(
            planned,
            'refused',
            `Not done: “${planned.action.replaceAll('_', ' ')}” was not approved.`,
          ),
        ],
      };
  }
  return context.slots.use(() => attempt(started, context));
}

/** The outcome of a step that nothing can do yet. */
export function notBuilt(planned: PlannedStep): StepOutcome {
  const text = `The ${planned.agent} cannot ${planned.action.replaceAll('_', ' ')} yet: it is planned for, but not built. Nothing was done.`;
  return outcomeWithout(planned, 'not-built', text, { code: 'not-built', message: text, repairable: false });
}

/** What a person is asked before the step; an error that keeps the step from being done, so that nobody is asked in vain. */
async function questionOf(
  { step: planned, previous, action, input }: StartedStep,
  context: SupervisorContext,
): Promise<string | Error> {
  const general = `May the ${planned.agent} do ${planned.action} with ${JSON.stringify(abridged(planned.arguments))}?`;
  if (action.question === undefined || context.recorded.approval(planned.id) !== null) return general;
  try {
    return await action.question(input, { ...context, step: planned.id, previous });
  } catch (thrown) {
    if (context.cancel.aborted) throw new InterruptedError(undefined, { cause: thrown });
    return toError(thrown);
  }
}

/** Nothing but `interrupt` may be tried here: it throws, and what catches it would lose the question. */
async function isApproved(
  planned: PlannedStep,
  question: string,
  context: SupervisorContext,
): Promise<boolean> {
  const recorded = context.recorded.approval(planned.id);
  if (recorded !== null) return recorded;
  const request: ApprovalRequest = {
    step: planned.id,
    question,
    agent: planned.agent,
    action: planned.action,
    arguments: planned.arguments,
  };
  const isYes = interrupt<ApprovalRequest, unknown>(request) === true;
  // The answer is in the record before the effect begins: whoever resumes after a crash is not asked again.
  context.log.emit({
    type: 'decision',
    step: planned.id,
    name: 'approval',
    decidedBy: 'person:approval',
    reason: isYes ? 'approved' : 'refused',
  });
  await context.store.events.flush();
  return isYes;
}

/** A step with its action, and its arguments as the action takes them. */
type StartedStep = StepTask & { action: ActionDefinition; input: Record<string, unknown> };

async function attempt(task: StartedStep, context: SupervisorContext): Promise<SupervisorUpdate> {
  const { step: planned, previous, isOnly, action, input, task: whole } = task;
  const { id, agent } = planned;
  if (context.cancel.aborted) throw new InterruptedError();
  // A step that waited for its place while a limit was reached is not begun.
  const reached = reachedLimit(context.limits);
  if (reached !== null)
    return { outcomes: [outcomeWithout(planned, 'skipped', notStarted(planned))], limit: reached.message };
  const log: RunLog = context.recorded.isFinished(id) ? quiet(context.log) : context.log;
  const shown = abridged(input);
  const begin = performance.now();
  let outcome: StepOutcome;
  let limit: string | null = null;
  try {
    log.emit({ type: 'agent-start', step: id, agent, action: action.name, arguments: shown });
    context.limits.noteAction(agent, action.name, input);
    log.emit({ type: 'tool-start', step: id, tool: action.name, arguments: shown });
    // To plan, to begin the step and to do it are three stretches rather than one.
    await aTurn();
    const result = await untilAborted(
      () =>
        action.execute!(input, {
          ...context,
          step: id,
          log,
          previous,
          ...(whole === null ? {} : { task: whole }),
          ...(isOnly ? { shown: shownBy(log) } : {}),
        }),
      context.signal,
    );
    outcome = {
      ...outcomeWithout(planned, 'done', result.text),
      decidedBy: result.decidedBy ?? 'policy',
      data: result.data ?? null,
      items: result.items ?? [],
      about: result.about ?? {},
    };
  } catch (thrown) {
    if (isGraphBubbleUp(thrown)) throw thrown;
    if (context.cancel.aborted) throw new InterruptedError(undefined, { cause: thrown });
    // With room on the disk it can be done: the run is left where it is, for whoever resumes it.
    const full = diskFullError(thrown, context.store.path);
    if (full !== null) throw full;
    const error = reachedLimit(context.limits) ?? toError(thrown);
    if (error instanceof LimitError) limit = error.message;
    outcome =
      limit === null ? failed(planned, error) : outcomeWithout(planned, 'skipped', `Not finished: ${limit}`);
    log.emit({ type: 'error', step: id, code: codeOf(error), message: error.message });
  }
  outcome.seconds = (performance.now() - begin) / 1_000;
  const isDone = outcome.status === 'done';
  const summary = isDone ? firstLine(outcome.text) : (outcome.error?.message ?? outcome.text);
  log.emit({ type: 'tool-end', step: id, tool: action.name, ok: isDone, seconds: outcome.seconds, summary });
  // The step's events are written before its checkpoint: what the checkpoint calls finished is finished in the record too.
  await context.store.events.flush();
  context.finished(outcome);
  return { outcomes: [outcome], limit };
}

/** Said of a step that a limit came before. */
export function notStarted(planned: PlannedStep): string {
  return `The ${planned.agent} did not begin to ${planned.action.replaceAll('_', ' ')}: a limit was reached.`;
}

function failed(planned: PlannedStep, error: Error): StepOutcome {
  const { message } = error;
  const repairable = error instanceof InputError || error instanceof ModelError;
  // Who asked for something wrong is told what, and not by which part of the program.
  const text =
    error instanceof InputError
      ? sentence(message, planned)
      : `The ${planned.agent} could not ${planned.action.replaceAll('_', ' ')}: ${message}`;
  return outcomeWithout(planned, 'failed', text, { code: codeOf(error), message, repairable });
}

/** A message that begins with a name, such as a model's, keeps the name as it is written. */
function sentence(message: string, { arguments: given }: PlannedStep): string {
  const first = /^[a-z]+(?= )/.exec(message)?.[0];
  return first === undefined || Object.values(given).includes(first)
    ? message
    : `${first[0]!.toUpperCase()}${message.slice(1)}`;
}

function codeOf(error: Error): string {
  return error instanceof OpsmithError ? error.code : 'internal';
}

function argumentError(planned: PlannedStep, problems: readonly string[]): InputError {
  return new InputError(
    'bad-arguments',
    `The arguments of ${planned.action} do not fit (${problems.join('; ')}).`,
  );
}

/** A log for a step whose end is in the record already: it is done again only to have its result. */
function quiet(log: RunLog): RunLog {
  return { ...log, emit: (body) => ({ ...body, run: log.run, seq: 0, at: new Date().toISOString() }) };
}

function firstLine(text: string): string {
  const line = text.split('\n').find((part) => part.trim() !== '') ?? '';
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
