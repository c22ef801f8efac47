/** What a measured process says when it is done: one line of JSON on standard error, with what it took of the processor. */
export interface ChildReport {
  /** Of each pass. */
  seconds: number[];
  /** Files that the tool could not read. */
  failed: number;
  cpuSeconds: number;
  peakMb: number;
}

export function report({ seconds, failed }: Pick<ChildReport, 'seconds' | 'failed'>): void {
  const usage = process.resourceUsage();
  const child: ChildReport = {
    seconds,
    failed,
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    peakMb: Math.round(usage.maxRSS / 1024),
  };
  process.stderr.write(`${JSON.stringify(child)}\n`);
}
