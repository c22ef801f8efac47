import { count } from '../terminal/format.ts';
import type { ReplSession } from './session.ts';

const turnsShown = 3;
const longestAnswer = 1500;

/** Prints the last turns of the session's thread, so that a person knows where they were. */
export async function showThread(session: ReplSession): Promise<void> {
  const { bench, context, thread } = session;
  const runs = await bench.store.runs.list({ thread, kind: 'turn', limit: turnsShown });
  const { out } = context;
  if (runs.length === 0) {
    session.print(`Nothing has been said in ${thread} yet.`);
    return;
  }
  out.line(out.style.dim(`${thread}, the last ${runs.length === 1 ? 'turn' : `${runs.length} turns`}:`));
  for (const run of runs.reverse()) {
    const text = textOf(run.input);
    const answer = answerOf(run.result);
    out.line();
    out.line(`${out.style.cyan(out.hasUnicode ? '›' : '>')} ${firstLines(text)}`);
    session.print(answer ?? `*(${run.status})*`);
  }
  out.line();
}

function textOf(input: unknown): string {
  const text = (input as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}

function answerOf(result: unknown): string | null {
  const answer = (result as { answer?: unknown } | null)?.answer;
  if (typeof answer !== 'string') return null;
  return answer.length <= longestAnswer ? answer : `${answer.slice(0, longestAnswer)} …`;
}

function firstLines(text: string): string {
  const lines = text.split('\n');
  return lines.length <= 3
    ? text
    : `${lines.slice(0, 3).join('\n')}\n… ${count(lines.length - 3, 'more line')}`;
}
