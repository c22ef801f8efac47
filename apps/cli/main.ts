import { runCommandLine } from './command-line.ts';
import type { InputStream } from './context.ts';

/** Commands whose work is reading much code once. */
const commandsOverCode = new Set(['review', 'metrics']);

// Work that does not end by itself after Ctrl-C is ended.
const patienceMs = 3000;

/**
 * V8 optimises a WebAssembly function after so much work in it (default 13,000,000). A grammar's lexer reaches that within one small file, and
 * optimising it takes 0.3 s and 570 MB on a thread that the process waits for at its end. With this, a small file never gets there, and a folder
 * of some hundred files still does.
 */
const wasmTieringBudget = 200_000_000;

/**
 * How often a function is called before V8's slowest compiler is put to work on it (default 3,000). A review calls hundreds of rules tens of
 * thousands of times each, and is over before most of that compiling has paid: on 5,000 files it takes a seventh off the processor's time.
 */
const callsBeforeTurbofan = 50_000;

/**
 * Bytecode that this compiler may copy into one function from those that it calls (default 920). Less of it is compiled anew with each of its callers:
 * with the rules a tenth off the processor's time over 1,000 Python files, a twentieth over 1,500 of JavaScript, and nothing lost over 6,600.
 */
const inlinedBytes = 200;

/** Fewer words are not worth loading a module for. */
const manyWords = 100;

/** Runs the process's command line and ends the process with its exit status. */
export async function main(): Promise<void> {
  // A review that is printed again needs none of it.
  if (process.argv[2] !== 'review') tuneEngine();
  await startThreads();
  const stopping = new AbortController();
  let isOutputClosed = false;
  let unwritten: Unwritten | null = null;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (stream === process.stdout) isOutputClosed = true;
      // The reader of a pipe has gone (`| head`): what is left is written to nobody, and the work ends with its own status.
      if (error.code !== 'EPIPE') unwritten ??= { stream, error };
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
    tuneEngine,
    isOutputClosed: () => isOutputClosed,
  });
  await flush(process.stdout);
  await flush(process.stderr);
  // Worker threads and open sockets of a library must not keep a finished command alive.
  process.exit(status === 0 ? tellUnwritten(unwritten) : status);
}

/** Sets V8 up for the command's work. Its module is loaded only here: even that takes longer than to look for a change in a hundred files. */
function tuneEngine(): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(`--wasm-tiering-budget=${wasmTieringBudget}`);
  if (!commandsOverCode.has(process.argv[2] ?? '')) return;
  setFlagsFromString(`--invocation-count-for-turbofan=${callsBeforeTurbofan}`);
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${inlinedBytes}`);
}

/** Where many files are to be measured, a thread is started before the command's code is loaded. */
async function startThreads(): Promise<void> {
  const [, , command, ...words] = process.argv;
  if (command !== 'metrics' || words.length <= manyWords) return;
  const { startAhead } = await import('./code/start-threads.ts');
  startAhead(words);
}

interface Unwritten {
  stream: NodeJS.WriteStream;
  error: NodeJS.ErrnoException;
}

/** Says that the output is not whole, as on a full disk, where there is still somewhere to say it; gives the exit status. */
function tellUnwritten(unwritten: Unwritten | null): 0 | 1 {
  if (unwritten === null) return 0;
  if (unwritten.stream === process.stdout) {
    const why = unwritten.error.code === 'ENOSPC' ? 'the disk is full' : unwritten.error.message;
    process.stderr.write(`opsmith: The output could not be written: ${why}.\n`);
  }
  return 1;
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve();
    else stream.write('', () => resolve());
  });
}
