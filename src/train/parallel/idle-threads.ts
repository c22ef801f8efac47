import { Worker } from 'node:worker_threads';

/** Threads of one module that are kept for a while after a job, since a new one must load all that it needs. They keep no process alive. */
export interface IdleThreads {
  /** One that is idle, else a new one. Whoever takes it listens to its messages and errors. */
  take(): Worker;
  /** Takes the listeners off; a thread that is not to be kept, in the middle of something or broken, is ended. */
  release(worker: Worker, isKept: boolean): void;
  /** Starts threads beforehand until so many are idle. */
  warm(count: number): void;
  readonly count: number;
}

export function createIdleThreads(urlOf: () => URL, idleMs: number): IdleThreads {
  const idle: Worker[] = [];

  function keep(worker: Worker): void {
    worker.unref();
    idle.push(worker);
    // Its death while nobody waits for it is nobody's matter.
    worker.on('error', () => {});
    setTimeout(() => {
      const place = idle.indexOf(worker);
      if (place < 0) return;
      idle.splice(place, 1);
      void worker.terminate();
    }, idleMs).unref();
  }

  return {
    take() {
      const worker = idle.pop() ?? new Worker(urlOf());
      worker.ref();
      return worker;
    },
    release(worker, isKept) {
      worker.removeAllListeners('message');
      worker.removeAllListeners('error');
      if (isKept) keep(worker);
      else void worker.terminate();
    },
    warm(count) {
      while (idle.length < count) keep(new Worker(urlOf()));
    },
    get count() {
      return idle.length;
    },
  };
}
