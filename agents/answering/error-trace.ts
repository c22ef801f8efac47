import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { OpsmithError } from '../../src/errors/index.ts';
import type { ErrorTrace } from '../planner/index.ts';
import { inlineCode } from '../tools/figures.ts';
import { insideWorkspace } from '../tools/inside-workspace.ts';

/** Lines shown before and after the one that is meant. */
const around = 2;
/** Larger files are named, and no line of them is shown. */
const largestShown = 2_000_000;

/** What an error's trace tells: the error, and the innermost place that lies in the workspace, with its lines. */
export function traceInWords({ error, places }: ErrorTrace, workspace: string): string {
  const lead = `That is the trace of an error, and no code: ${inlineCode(error)}`;
  for (const { path, line } of places) {
    const found = fileIn(path, workspace);
    if (found === null) continue;
    const { shown, lines } = found;
    const frame = lines.slice(Math.max(0, line - 1 - around), line + around).map((text, index) => {
      const number = Math.max(1, line - around) + index;
      return `${number === line ? '>' : ' '} ${String(number).padStart(4)} | ${text}`;
    });
    const code = frame.length === 0 ? '' : `\n\n\`\`\`\n${frame.join('\n')}\n\`\`\``;
    return `${lead}\n\nThe innermost place in your code is ${inlineCode(`${shown}:${line}`)}.${code}\n\n“review ${shown}” looks for what is wrong in that file.`;
  }
  const named = places[0];
  const where =
    named === undefined
      ? ''
      : ` It comes from ${inlineCode(`${named.path}:${named.line}`)}, which does not lie here.`;
  return `${lead}${/[.!?]$/.test(error) ? '' : '.'}${where} Name the file or paste the code, and I review it.`;
}

function fileIn(path: string, workspace: string): { shown: string; lines: string[] } | null {
  try {
    const whole = insideWorkspace(workspace, path);
    if (!statSync(whole).isFile()) return null;
    const text = statSync(whole).size > largestShown ? '' : readFileSync(whole, 'utf8');
    return {
      shown: relative(insideWorkspace(workspace, '.'), whole),
      lines: text === '' ? [] : text.split(/\r?\n/),
    };
  } catch (thrown) {
    if (thrown instanceof OpsmithError || (thrown as NodeJS.ErrnoException).code !== undefined) return null;
    throw thrown;
  }
}
