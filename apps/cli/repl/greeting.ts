import { count } from '../terminal/format.ts';
import { wrap } from '../terminal/width.ts';
import { version } from '../version.ts';
import type { ReplSession } from './session.ts';

/** A few lines at the beginning: what decides, and what to type. */
export async function greet({ context, bench }: ReplSession): Promise<void> {
  const { out } = context;
  const { style } = out;
  const { small, large } = await bench.models.describe();
  const names = [...new Set([large, small].filter((name) => name !== null))];
  const decides =
    names.length === 0
      ? 'no language model: default policies decide (/model shows more)'
      : `language model: ${names.join(', ')}`;
  const lines = [
    `${style.bold('opsmith')} ${version()} · ${decides}`,
    '',
    'Try:',
    `  ${style.cyan('measure src')}`,
    `  ${style.cyan('review src/app.js')}, then ${style.cyan('explain the first one')}`,
    `  or paste some code. ${style.cyan('/help')} shows more, Ctrl-D leaves.`,
    '',
  ];
  for (const line of lines) {
    const indent = /^ */.exec(line)![0];
    for (const part of wrap(line.slice(indent.length), out.columns - indent.length)) out.line(indent + part);
  }
  const { running = 0, waiting: asking = 0 } = await bench.store.runs.countByStatus();
  const waiting = running + asking;
  if (waiting > 0) {
    const say = `${count(waiting, 'run')} did not end: \`/runs\` lists them, \`opsmith runs resume ID\` takes one up again.`;
    for (const part of wrap(style.yellow(say), out.columns)) out.line(part);
    out.line();
  }
}
