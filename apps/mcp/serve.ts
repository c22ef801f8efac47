import { Console } from 'node:console';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { ExitStatus } from '../../src/errors/index.ts';
import type { CliContext } from '../cli/context.ts';
import { printable } from '../cli/terminal/style.ts';
import { version } from '../cli/version.ts';
import { createMcpServer } from './server.ts';
import { errorText } from './tool.ts';
import { createCompareTool } from './tools/compare-code.ts';
import { createExplainTool } from './tools/explain-rule.ts';
import { createMeasureTool } from './tools/measure-code.ts';
import { createReviewTool } from './tools/review-code.ts';
import { createWorkspace } from './workspace.ts';

/** A message with code in it is this long at most; 20 MiB of code take more as JSON. */
const longestMessage = 64 * 1024 * 1024;

/**
 * `opsmith mcp`: serves the Model Context Protocol on standard input and output until its client closes the input. The workspace is the current
 * folder. Nothing but the protocol goes to standard output.
 */
export async function serveMcp(context: CliContext): Promise<ExitStatus> {
  const ending = new AbortController();
  const say = (sentence: string) => context.err.line(printable(sentence));
  const workspace = createWorkspace(context);
  const server = createMcpServer({
    version: version(),
    signal: ending.signal,
    tools: [
      createReviewTool(workspace),
      createMeasureTool(workspace),
      createCompareTool(workspace),
      createExplainTool(workspace),
    ],
    workspace,
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
    server.server.onerror = (error) => say(`opsmith mcp: ${sentenceOf(error)}`);
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
    await workspace.close();
    restore();
  }
}

/** The SDK's schemas say at length which of all forms of a message one has not. */
function sentenceOf(error: Error): string {
  return error.name === 'ZodError' || error.message.trimStart().startsWith('[')
    ? 'A message came that is none of the protocol (JSON-RPC 2.0); it was passed over.'
    : error.message;
}

/** What a library prints for people must not get between the protocol's messages. */
function keepOffStandardOutput(): () => void {
  const own = globalThis.console;
  globalThis.console = new Console(process.stderr, process.stderr);
  return () => {
    globalThis.console = own;
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
