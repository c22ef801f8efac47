import { InputError } from '../../src/errors/index.ts';
import type { CliContext } from './context.ts';

/**
 * All of standard input as text, without a byte order mark.
 * @throws InputError where it is a terminal: a person who forgot the pipe would wait for ever; or where it has more than `maxBytes`.
 */
export async function readStandardInput(context: CliContext, maxBytes: number): Promise<string> {
  const input = context.stdin();
  if (input.isTTY)
    throw new InputError(
      'no-input',
      '`-` reads standard input, and that is the terminal. Pipe a text in, or name a file.',
    );
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of input) {
    const buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    bytes += buffer.length;
    if (bytes > maxBytes)
      throw new InputError(
        'input-too-large',
        `Standard input has more than ${maxBytes / 1024 / 1024} MiB, which is more than code ever has. Give less.`,
      );
    parts.push(buffer);
    if (context.signal.aborted) break;
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
