import { Readable } from 'node:stream';
import { runCommandLine } from '../../../apps/cli/command-line.ts';
import type { InputStream } from '../../../apps/cli/context.ts';

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  stdin?: string | Buffer;
  /** Columns of a pretended terminal; without them the streams are pipes. */
  columns?: number;
  signal?: AbortSignal;
  /** Told of what is written as it is. */
  onWrite?: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** Runs a command line in this process, with streams that keep what is written. */
export async function runInProcess(argv: readonly string[], options: RunOptions): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write(text: string) {
      written[name] += text;
      options.onWrite?.(name, text);
      return true;
    },
    ...(options.columns === undefined ? {} : { isTTY: true, columns: options.columns, rows: 24 }),
  });
  const status = await runCommandLine({
    argv,
    cwd: options.cwd,
    // No model is looked for: what runs on the machine must not change a test.
    env: { OPSMITH_MODELS_PROVIDER: 'none', ...options.env },
    stdin: () => Readable.from(options.stdin === undefined ? [] : [options.stdin]) as InputStream,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return { status, ...written };
}
