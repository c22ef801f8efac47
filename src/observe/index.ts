/** What happens in a run, as one typed stream of events. */
export type { RunEvent, RunEventBody } from './events.ts';
export { DecidedBy, PlanStep, RunStatus } from './events.ts';
export type { EventListener, EventSink, RunLog, RunLogOptions } from './run-log.ts';
export { createRunLog } from './run-log.ts';
