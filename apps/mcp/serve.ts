import { Console } from 'node:console';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { ExitStatus } from '../../src/errors/index.ts';
import type { CliContext } from '../cli/context.ts';
import { printable } from '../cli/terminal/style.ts';
import { version } from '../cli/version.ts';
import { openWorkbench, type Workbench } from '../cli/workbench.ts';
import { createMcpServer } from './server.ts';
import { errorText } from './tool.ts';
import { explainRuleTool } from './tools/explain-rule.ts';
import { createMeasureTool } from './tools/measure-code.ts';
import { createReviewTool } from './tools/review-code.ts';

/** A message with code in it is this long at most; 20 MiB of code take more as JSON. */
const longestMessage = 64 * 1024 * 1024;

/**
 * `opsmith mcp`: serves the Model Context Protocol on standard input and output until its client closes the input. The workspace is the current
 * folder. Nothing but the protocol goes to standard output.
 */
export async function serveMcp(context: CliContext): Promise<ExitStatus> {
  const ending = new AbortController();
  const say = (sentence: string) => context.err.line(printable(sentence));
  const bench = lazily(() => openWorkbench(context));
  const server = createMcpServer({
    version: version(),
    signal: ending.signal,
    tools: [
      createReviewTool(context.cwd, async () => (await bench.get()).crew),
      createMeasureTool(context.cwd),
      explainRuleTool,
    ],
    onError: (tool, thrown) => {
      if (!ending.signal.aborted) say(`opsmith mcp: ${tool}: ${errorText(thrown)}`);
    },
  });
  const input = context.stdin();
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      context.out.write(chunk.toString('utf8'));
      done();
    },
  });
  const transport = new StdioServerTransport(input, output, {
    maxBufferSize: longestMessage,
  });
  const restore = keepOffStandardOutput();
  try {
    server.server.onerror = (error) => say(`opsmith mcp: ${error.message}`);
    const closed = new Promise<void>((resolve) => {
      server.server.onclose = resolve;
    });
    await server.connect(transport);
    // The SDK's transport does not look at the end of its input, and a server that outlives its editor helps nobody.
    const options = { signal: ending.signal };
    const gone = Promise.race([once(input, 'end', options), once(input, 'close', options)]);
    await Promise.race([gone, closed, aborted(context.signal)]);
    return context.signal.aborted ? 130 : 0;
  } finally {
    ending.abort();
    await server.close();
    await (await bench.begun())?.close();
    restore();
  }
}

/** What a library prints for people must not get between the protocol's messages. */
function keepOffStandardOutput(): () => void {
  const own = globalThis.console;
  globalThis.console = new Console(process.stderr, process.stderr);
  return () => {
    globalThis.console = own;
  };
}

/** The workbench opens with the first call that needs it; one that could not open is tried again. */
function lazily(open: () => Promise<Workbench>) {
  let opening: Promise<Workbench> | null = null;
  return {
    get() {
      opening ??= open().catch((thrown) => {
        opening = null;
        throw thrown;
      });
      return opening;
    },
    begun: async () => (opening === null ? null : opening.catch(() => null)),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
