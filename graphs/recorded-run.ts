import type { PlanStep, RunEvent, RunStatus } from '../src/observe/index.ts';

/**
 * What the event log already has of a run that is resumed. A process may be killed between an event and the checkpoint that follows it; by
 * asking here first, the second attempt says nothing twice and asks nobody twice.
 */
export interface RecordedRun {
  readonly lastSeq: number;
  /** Whether this very plan is in the log. */
  hasPlan(steps: readonly PlanStep[]): boolean;
  /** Whether the step's end is in the log. */
  isFinished(step: string): boolean;
  hasAsked(step: string): boolean;
  /** What a person answered when asked about the step; null when nobody has. */
  approval(step: string): boolean | null;
  /** The answer that people have seen, or null. */
  readonly answer: { text: string; decidedBy: string } | null;
  /** How long earlier attempts worked on it, as far as they came to say so. */
  readonly seconds: number;
  /** The status with which the record ends, or null. */
  readonly end: RunStatus | null;
}

/** Reads a run's events, in order. A new run has none. */
export function readRecord(events: readonly RunEvent[]): RecordedRun {
  const plans = new Set<string>();
  const actions = new Map<string, string>();
  const finished = new Set<string>();
  const asked = new Set<string>();
  const approvals = new Map<string, boolean>();
  let seconds = 0;
  let answer: RecordedRun['answer'] = null;
  for (const event of events) {
    if (event.type === 'plan') plans.add(JSON.stringify(event.steps));
    if (event.type === 'agent-start') actions.set(event.step, event.action);
    if (event.type === 'tool-end' && event.tool === actions.get(event.step)) finished.add(event.step);
    if (event.type === 'run-end') seconds += event.seconds;
    if (event.type === 'interrupt') asked.add(event.step);
    if (event.type === 'decision' && event.name === 'approval' && event.step !== null)
      approvals.set(event.step, event.reason === 'approved');
    if (event.type === 'answer') answer = { text: event.text, decidedBy: event.decidedBy };
  }
  const last = events.at(-1);
  return {
    lastSeq: last?.seq ?? 0,
    end: last?.type === 'run-end' ? last.status : null,
    hasPlan: (steps) => plans.has(JSON.stringify(steps)),
    isFinished: (step) => finished.has(step),
    hasAsked: (step) => asked.has(step),
    approval: (step) => approvals.get(step) ?? null,
    answer,
    seconds,
  };
}

const longestShown = 400;

/** Arguments for the record and for people: pasted code and other long texts cut short. */
export function abridged(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > longestShown
        ? `${value.slice(0, longestShown)}… (${value.length} characters)`
        : value,
    ]),
  );
}
