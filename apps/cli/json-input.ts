import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError, toError } from '../../src/errors/index.ts';
import type { CliContext } from './context.ts';

/**
 * The value of an option that takes JSON or `@FILE`.
 * @throws InputError that shows where the JSON breaks off.
 */
export function readJsonInput(context: CliContext, option: string, text: string): unknown {
  const isFile = text.startsWith('@');
  const source = isFile ? readText(context, text.slice(1)) : text;
  try {
    return JSON.parse(source.replace(/^\ufeff/, ''));
  } catch (thrown) {
    const where = isFile ? text.slice(1) : `${option} ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
    throw new InputError('bad-json', `${where} is not JSON: ${toError(thrown).message}`, { cause: thrown });
  }
}

function readText(context: CliContext, file: string): string {
  const path = resolve(context.cwd, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    // Node names no path where it is the reading that fails, as with a folder.
    throw Object.assign(toError(thrown), { path });
  }
}

/** A JSON object; anything else is refused. */
export function readJsonObject(context: CliContext, option: string, text: string): Record<string, unknown> {
  const value = readJsonInput(context, option, text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new InputError(
    'bad-json',
    `${option} takes a JSON object such as {"paths": ["src"]}, or @FILE with one.`,
  );
}

/** The lines of a JSONL file with an `input`, in their order. @throws InputError naming the line. */
export function readInputLines(context: CliContext, file: string): string[] {
  const text = readText(context, file).replace(/^\ufeff/, '');
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new InputError('bad-json', `${file}:${index + 1} is not JSON.`);
    }
    const input = (value as { input?: unknown } | null)?.input;
    if (typeof input !== 'string')
      throw new InputError('bad-json', `${file}:${index + 1} has no text under "input".`);
    return [input];
  });
}
