import { type Finding, visibleText } from '../../../src/code/index.ts';
import { maskSecrets } from './mask-secrets.ts';

/** Of a longer line a model sees only the beginning. Characters. */
const longestLine = 400;

/** A file's lines as they are, and as a model may see them: without secrets, with invisible characters written out. */
export interface ShownCode {
  /** With the carriage returns that they end with. */
  real: readonly string[];
  /** As many as `real`. */
  shown: readonly string[];
}

/** Prepares a file to be shown to a model. `findings`: what the rules found in it, secrets among it. */
export function showCode(source: string, findings: readonly Finding[]): ShownCode {
  const real = source.split('\n');
  const shown = maskSecrets(source.replaceAll('\r\n', '\n'), findings).split('\n').map(shownLine);
  return { real, shown };
}

function shownLine(line: string): string {
  const visible = visibleText(line);
  return visible.length <= longestLine ? visible : `${visible.slice(0, longestLine)}…`;
}

/** Lines with their numbers before them, as every prompt shows code. */
export function numbered({ shown }: ShownCode, line: number, endLine: number): string {
  const width = String(endLine).length;
  return shown
    .slice(line - 1, endLine)
    .map((text, index) => `${String(line + index).padStart(width)}| ${text}`)
    .join('\n');
}

/** A name (a path, mostly) as a prompt or a line of output may hold it: visible, on one line, not too long. */
export function shownName(name: string): string {
  const visible = visibleText(name).replace(/\s+/g, ' ');
  return visible.length <= 200 ? visible : `…${visible.slice(-199)}`;
}
