import type { RunEvent, RunEventBody } from './events.ts';

/** Where events are kept. Appending the same `run` and `seq` twice keeps the first. */
export interface EventSink {
  append(event: RunEvent): void;
}

export type EventListener = (event: RunEvent) => void;

export interface RunLogOptions {
  run: string;
  sink: EventSink | null;
  /** Sequence number of the last event already kept, for a run that is resumed. */
  lastSeq?: number;
  listeners?: readonly EventListener[];
  now?: () => Date;
}

/** The one writer of a run's events: numbers them, keeps them, then tells the listeners. */
export interface RunLog {
  readonly run: string;
  emit(body: RunEventBody): RunEvent;
  /** Adds a listener; the returned function takes it away again. */
  listen(listener: EventListener): () => void;
}

/**
 * Makes a run's log. `token` events reach listeners only: they carry the last number given, and the whole text follows as `answer`.
 * A listener that throws does not stop the run: what it threw is lost on purpose, since a broken screen must not break the work.
 */
export function createRunLog(options: RunLogOptions): RunLog {
  const { run, sink, now = () => new Date() } = options;
  const listeners = new Set(options.listeners ?? []);
  let seq = options.lastSeq ?? 0;

  return {
    run,
    emit(body) {
      if (body.type !== 'token') seq += 1;
      const event: RunEvent = { ...body, run, seq, at: now().toISOString() };
      if (body.type !== 'token') sink?.append(event);
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          listeners.delete(listener);
        }
      }
      return event;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
