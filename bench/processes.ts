/** Runs the processes that are compared, and says what they took. */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { ChildReport } from './children/report.ts';

/** One run of a contender. */
export interface Measurement {
  /** From start to end of the process. */
  wallSeconds: number;
  /** What the process says of itself, where it does. */
  child: ChildReport | null;
}

/** Runs a command to its end. @throws Error with its last words when it fails. */
export function run(command: string, arguments_: readonly string[]): Measurement {
  const begin = performance.now();
  const { status, error, stderr } = spawnSync(command, arguments_, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const wallSeconds = (performance.now() - begin) / 1000;
  if (error) throw error;
  const lines = stderr.trim().split('\n');
  if (status !== 0) throw new Error(`${command} ended with status ${status}: ${lines.slice(-3).join(' ')}`);
  return { wallSeconds, child: readReport(lines.at(-1) ?? '') };
}

function readReport(line: string): ChildReport | null {
  return line.startsWith('{') ? (JSON.parse(line) as ChildReport) : null;
}

/** The contenders in turn, round after round, so that what else the machine does falls on all alike. */
export function inTurn<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Measurement>>,
): Record<Name, Measurement[]> {
  const names = Object.keys(contenders) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Measurement[]])) as Record<
    Name,
    Measurement[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results[name].push(contenders[name]());
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function rounded(value: number, places = 2): number {
  return Number(value.toFixed(places));
}

/** Where it was measured, and how busy it was with other things. */
export function machine(): Record<string, string | number> {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    loadBefore: rounded(loadavg()[0]!),
  };
}
