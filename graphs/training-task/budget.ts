import type { TaskContext } from './context.ts';
import { type PhaseName, phaseNamed } from './phases.ts';
import type { TaskState } from './state.ts';

type Budgeted = Pick<TaskState, 'request' | 'choices' | 'window'>;

/** The whole budget of a task in seconds, as a person settled it last. */
export function budgetOf({ request, choices }: Pick<TaskState, 'request' | 'choices'>): number {
  return choices.timeBudget ?? request.timeBudget;
}

/** Seconds of its clock that a task has used for certain: those of its nodes, or what it had come to when the latest of them began. */
export function secondsUsed(state: Partial<Pick<TaskState, 'seconds' | 'trainingSince' | 'window'>>): number {
  const work = Object.values(state.seconds ?? {}).reduce((sum, seconds) => sum + seconds, 0);
  return Math.max(work, state.trainingSince ?? 0, state.window?.from ?? 0);
}

/** Share of the budget that judging, writing and registering may take, seconds that they take at least where the machine is free, and the share that these may be where it is not. */
const closing = { share: 0.05, seconds: 1.5, most: 0.3 };
/** The same for what cannot be left out of it: artifact, report and registry without explanations. */
const writing = { share: 0.02, seconds: 0.5, most: 0.12 };
/** And so much choosing a blend may take. */
const blending = { share: 0.04, seconds: 0.5, most: 0.1, least: 0.2 };
/** Where the search ended early, so much of what is left until judgement is choosing's. */
const ampleShare = 0.3;
/** Work that is sent back gets at least this share of the budget, also where it is over: a model that leaks is worth nothing. */
const repairShare = 0.25;

/** Seconds until a phase should be over; 0 where it should be already. */
export function secondsLeft(
  phase: PhaseName,
  state: Budgeted,
  { session }: Pick<TaskContext, 'session'>,
): number {
  const { from, to } = windowOf(state, session.readAt);
  return Math.max(0, from + (to - from) * phaseNamed(phase).until - session.clock.seconds);
}

/** Seconds kept free for what comes later: what work takes at least takes longer on a busy machine. */
function reservedFor(
  { share, seconds, most }: { share: number; seconds: number; most: number },
  state: Budgeted,
  { slowness }: Pick<TaskContext['session'], 'slowness'>,
): number {
  const budget = budgetOf(state);
  const atLeast = Math.max(seconds, Math.min(most * budget, seconds * slowness));
  return Math.max(atLeast, share * budget);
}

/** Seconds until models have to be ready to be judged. */
export function secondsToJudgement(state: Budgeted, { session }: Pick<TaskContext, 'session'>): number {
  const reserved = reservedFor(closing, state, session);
  return Math.max(0, windowOf(state).to - reserved - session.clock.seconds);
}

/** Seconds until the last fit and the explanations, which can be done without, have to be over. */
export function secondsToWriting(state: Budgeted, { session }: Pick<TaskContext, 'session'>): number {
  const reserved = reservedFor(writing, state, session);
  return Math.max(0, windowOf(state).to - reserved - session.clock.seconds);
}

/** Seconds until the search for settings has to be over, where the final fit will take so many. */
export function secondsToBlend(
  state: Budgeted,
  context: Pick<TaskContext, 'session'>,
  fitSeconds: number,
): number {
  const reserved = reservedFor(blending, state, context.session);
  return Math.max(0, secondsToJudgement(state, context) - reserved - fitSeconds);
}

/** Seconds that choosing what speaks may take: what was kept free for it, or more where the search has left more. */
export function secondsToChoose(state: Budgeted, context: Pick<TaskContext, 'session'>): number {
  const reserved = reservedFor(blending, state, context.session);
  return Math.max(
    blending.least,
    Math.min(reserved, secondsToJudgement(state, context) / 2),
    ampleShare * secondsToJudgement(state, context),
  );
}

/** The seconds that work gets which is sent back now. */
export function windowFrom(seconds: number, state: Budgeted): { from: number; to: number } {
  const budget = budgetOf(state);
  return { from: seconds, to: Math.max(budget, seconds + repairShare * budget) };
}

/** Reading a big table takes its own time, and what is left of the budget is shared among the phases. */
function windowOf(state: Budgeted, readAt = 0): { from: number; to: number } {
  if (state.window !== null) return state.window;
  const to = budgetOf(state);
  return { from: Math.min(readAt, to), to };
}
