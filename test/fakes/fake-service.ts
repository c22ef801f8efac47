import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ModelRequest, ScriptedAnswer, ScriptedModel, SettledStep } from './scripted-model.ts';

/** How a protocol writes an answer. */
export interface Protocol {
  streamType: string;
  /** An answer in pieces; `end` is what a client must see to know that it is whole. */
  pieces(
    answer: Required<Omit<ScriptedAnswer, 'drip'>>,
    request: ModelRequest,
  ): { body: string[]; end: string[] };
  whole(answer: Required<Omit<ScriptedAnswer, 'drip'>>, request: ModelRequest): string;
  refusal(status: number, message: string, request: ModelRequest | null): string;
  /** A piece that breaks the protocol. */
  garbled: string;
  /** A piece by which the service reports an error in the middle of an answer. */
  errorWithin(message: string): string;
}

export interface FakeService {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Paths of the requests that came in, the model's calls included. */
  paths: string[];
  close(): Promise<void>;
}

export interface Incoming {
  path: string;
  method: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** Serves over loopback until the test is over; then checks that the script was played to its end. */
export async function startService(
  script: ScriptedModel,
  handle: (incoming: Incoming, response: ServerResponse) => Promise<void> | void,
): Promise<FakeService> {
  const sockets = new Set<Socket>();
  const paths: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const path = request.url ?? '/';
    paths.push(path);
    // A client that hangs up is part of what is tested.
    response.on('error', () => {});
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    await handle({ path, method: request.method ?? 'GET', headers: request.headers, body }, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: FakeService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  onTestFinished(async () => {
    await service.close();
    script.verify();
  });
  return service;
}

/** Plays the script's next reply in the service's protocol. */
export async function reply(
  request: ModelRequest,
  script: ScriptedModel,
  protocol: Protocol,
  response: ServerResponse,
): Promise<void> {
  let step: SettledStep;
  try {
    step = script.next(request);
  } catch (thrown) {
    // 418: no client tries that again.
    return sendJson(response, 418, protocol.refusal(418, (thrown as Error).message, request));
  }
  if (step.fault !== undefined) return misbehave(step.fault, request, protocol, response);
  const answer = complete(step);
  if (!request.stream) return sendJson(response, 200, protocol.whole(answer, request));
  const { body, end } = protocol.pieces(answer, request);
  response.writeHead(200, { 'content-type': protocol.streamType });
  if (step.drip === undefined) for (const piece of [...body, ...end]) response.write(piece);
  else await drip(Buffer.from([...body, ...end].join('')), step.drip, response);
  response.end();
}

async function misbehave(
  fault: NonNullable<SettledStep['fault']>,
  request: ModelRequest,
  protocol: Protocol,
  response: ServerResponse,
): Promise<void> {
  if (typeof fault === 'object') {
    if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
    return sendJson(response, fault.status, protocol.refusal(fault.status, fault.message ?? 'no', request));
  }
  if (fault === 'stall-before') return;
  if (fault === 'cut-before') return void response.socket?.destroy();
  if (fault === 'page') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    return void response.end('<!doctype html><html><body>Sign in to the network</body></html>');
  }
  const { body } = protocol.pieces(complete({ text: 'half of an answer, and then' }), request);
  response.writeHead(200, { 'content-type': request.stream ? protocol.streamType : 'application/json' });
  const half = request.stream ? body.slice(0, Math.ceil(body.length / 2)).join('') : '{"mess';
  await new Promise((resolve) => response.write(half, resolve));
  if (fault === 'cut-within') {
    // What was written shall arrive first.
    await new Promise((resolve) => setTimeout(resolve, 20));
    response.socket?.destroy();
  } else if (fault === 'no-end') response.end();
  else if (fault === 'garbled') response.end(protocol.garbled);
  else if (fault === 'error-within') response.end(protocol.errorWithin('the model fell over'));
}

async function drip(
  bytes: Buffer,
  pace: { bytes: number; ms: number },
  response: ServerResponse,
): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += pace.bytes) {
    response.write(bytes.subarray(at, at + pace.bytes));
    await new Promise((resolve) => setTimeout(resolve, pace.ms));
  }
}

function complete(answer: ScriptedAnswer): Required<Omit<ScriptedAnswer, 'drip'>> {
  const { text = '', toolCalls = [], tokens = { in: 11, out: 7 }, finish = 'stop' } = answer;
  return { text, toolCalls, tokens, finish };
}

/** Words with the space before them, as models stream them. */
export function wordsOf(text: string): string[] {
  // A long text is not worth a piece for each word.
  if (text.length > 20_000) return text.match(/[\s\S]{1,4000}/g) ?? [];
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

export function sendJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
}
