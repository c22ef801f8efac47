/** Node 22 cannot tell a thread's own time. */
export const measuresThreads = 'threadCpuUsage' in process;

/**
 * The longest time that this thread worked without the event loop having a turn, in milliseconds of its own processor time: what other programs take of the
 * machine meanwhile does not count.
 */
export async function longestTurn(doing: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = processorMs();
  const look = (): void => {
    const now = processorMs();
    longest = Math.max(longest, now - before);
    before = now;
  };
  const timer = setInterval(look, 1);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await doing();
  look();
  clearInterval(timer);
  return longest;
}

/** Milliseconds of the processor that this thread has taken. */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
