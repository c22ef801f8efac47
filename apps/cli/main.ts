import { runCommandLine } from './command-line.ts';
import type { InputStream } from './context.ts';

// Work that does not end by itself after Ctrl-C is ended.
const patienceMs = 3000;

/** Runs the process's command line and ends the process with its exit status. */
export async function main(): Promise<void> {
  const stopping = new AbortController();
  let isOutputClosed = false;
  for (const stream of [process.stdout, process.stderr]) {
    // The reader of a pipe has gone (`| head`): what is left is written to nobody, and the work ends with its own status.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === process.stdout) isOutputClosed = true;
    });
  }
  const stop = () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
    setTimeout(() => process.exit(130), patienceMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  const status = await runCommandLine({
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    stdin: () => process.stdin as InputStream,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stopping.signal,
    isOutputClosed: () => isOutputClosed,
  });
  await flush(process.stdout);
  await flush(process.stderr);
  // Worker threads and open sockets of a library must not keep a finished command alive.
  process.exit(status);
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve();
    else stream.write('', () => resolve());
  });
}
