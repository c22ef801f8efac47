import { isUtf8 } from 'node:buffer';
import { InputError, InterruptedError } from '../../src/errors/index.ts';
import type { CliContext } from './context.ts';

/** A message is text for a conversation; files are named in it, not poured into it. */
export const longestMessageBytes = 2_000_000;

/**
 * All of standard input as text, without a byte order mark.
 * @throws InputError where it is a terminal: a person who forgot the pipe would wait for ever; or where it has more than `maxBytes`.
 * @throws InputError `not-text` with `isStrict` where it is no UTF-8, or holds a NUL.
 * @throws InterruptedError when the signal fires first.
 */
export async function readStandardInput(
  context: CliContext,
  maxBytes: number,
  { isStrict = false } = {},
): Promise<string> {
  if (context.stdin().isTTY)
    throw new InputError(
      'no-input',
      '`-` reads standard input, and that is the terminal. Pipe a text in, or name a file.',
    );
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of partsOf(context)) {
    bytes += part.length;
    if (bytes > maxBytes)
      throw new InputError(
        'input-too-large',
        `Standard input has more than ${maxBytes / 1e6} MB, and no more is taken here. Give less.`,
      );
    parts.push(part);
  }
  if (context.signal.aborted) throw new InterruptedError();
  const all = Buffer.concat(parts);
  if (isStrict && (!isUtf8(all) || all.includes(0)))
    throw new InputError(
      'not-text',
      `What standard input gave is no text: it ${all.includes(0) ? 'holds NUL bytes' : 'is not valid UTF-8'}.`,
    );
  return new TextDecoder().decode(all);
}

/**
 * Standard input line by line, without their ends and without a byte order mark; ends early when the signal fires.
 * @throws InputError `input-too-large` for a line of more than `mostCharacters`, after the lines before it: a pipe that never ends one must not
 *   fill the memory
 */
export async function* readLines(context: CliContext, mostCharacters: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let open = '';
  for await (const part of partsOf(context)) {
    const text = decoder.decode(part, { stream: true });
    open += text;
    if (text.includes('\n')) {
      const lines = open.split('\n');
      open = lines.pop()!;
      for (const line of lines) yield shorterThan(mostCharacters, line);
    }
    shorterThan(mostCharacters, open);
  }
  open += decoder.decode();
  if (open !== '' && !context.signal.aborted) yield shorterThan(mostCharacters, open);
}

function shorterThan(mostCharacters: number, line: string): string {
  if (line.length > mostCharacters) throw messageTooLong();
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The error for a message that is longer than any. */
export function messageTooLong(): InputError {
  return new InputError(
    'input-too-large',
    `A message has more than ${longestMessageBytes / 1e6} MB. Save the code in a file, and name the file.`,
  );
}

/** Standard input as it comes. A pipe that nobody writes to is left at once when the signal fires. */
async function* partsOf(context: CliContext): AsyncGenerator<Buffer> {
  const { signal } = context;
  if (signal.aborted) return;
  const input = context.stdin();
  const leave = () => void input.destroy();
  signal.addEventListener('abort', leave, { once: true });
  try {
    for await (const part of input) yield Buffer.isBuffer(part) ? part : Buffer.from(String(part));
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
