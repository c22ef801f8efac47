/** Entries that are added now and written behind the caller's back: many at a time, in their order. */
export interface WriteQueue<Entry> {
  add(entry: Entry): void;
  /** Waits until all that was added is written. @throws what the first write that failed threw; what waited behind it is dropped. */
  flush(): Promise<void>;
}

export interface WriteQueueOptions<Entry> {
  /** As many are written at once, at the most. */
  batchSize: number;
  write(batch: readonly Entry[]): Promise<unknown>;
  /** How long the first of a batch waits for others, unless the batch is full before; 0 for a turn of the event loop. */
  delayMs?: number;
}

export function createWriteQueue<Entry>({
  batchSize,
  write,
  delayMs = 0,
}: WriteQueueOptions<Entry>): WriteQueue<Entry> {
  let queue: Entry[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> | null = null;
  let failure: Error | null = null;

  async function drain(): Promise<void> {
    // A turn of the event loop first, so that what is added together is written together.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const batch = queue.slice(0, batchSize);
      queue = queue.slice(batchSize);
      await write(batch);
    }
  }

  function start(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing ??= drain()
      .catch((error: Error) => {
        failure ??= error;
        queue = [];
      })
      .finally(() => {
        writing = null;
      });
    return writing;
  }

  return {
    add(entry) {
      queue.push(entry);
      if (delayMs === 0 || queue.length >= batchSize) void start();
      else timer ??= setTimeout(() => void start(), delayMs);
    },
    async flush() {
      while (writing !== null || queue.length > 0) await start();
      if (failure === null) return;
      const error = failure;
      failure = null;
      throw error;
    },
  };
}
