/** Runs a command and watches how much memory it and its children hold, several times a second. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const sampleMs = 100;

export interface Watched {
  wallSeconds: number;
  /** Most that was held at a sample, in MB. */
  peakMb: number;
  /** Resident memory in MB, a sample each tenth of a second. */
  samplesMb: number[];
  /** Processor time of the process and its threads at the last sample: says more than the wall's on a machine that does other things. */
  cpuSeconds: number;
  status: number | null;
  stderr: string;
}

/** @throws Error where the command can't be started */
export function runWatched(
  command: string,
  arguments_: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<Watched> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(command, arguments_, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    const samplesMb: number[] = [];
    let stderr = '';
    let cpuSeconds = 0;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-20_000);
    });
    const timer = setInterval(() => {
      const held = child.pid === undefined ? 0 : residentMb(child.pid);
      if (held > 0) samplesMb.push(Math.round(held));
      cpuSeconds = Math.max(cpuSeconds, child.pid === undefined ? 0 : processorSeconds(child.pid));
    }, sampleMs);
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(timer);
      resolve({
        wallSeconds: (performance.now() - begin) / 1000,
        peakMb: Math.max(0, ...samplesMb),
        samplesMb,
        cpuSeconds,
        status,
        stderr,
      });
    });
  });
}

/** Of a process and its children. Linux says it in /proc; elsewhere `ps` does. */
function residentMb(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4096) / 1e6 + childrenOf(pid).reduce((sum, child) => sum + residentMb(child), 0);
  } catch {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
    return Number(stdout?.trim() || 0) / 1000;
  }
}

/** Linux counts in hundredths of a second; 0 elsewhere. */
function processorSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    try {
      return readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number);
    } catch {
      return [];
    }
  });
}
