import { DeveloperFeedback } from './developer-feedback.ts';

/** A line of a batch: a verdict, or why it is none. */
export type FeedbackLine = { line: number; feedback: DeveloperFeedback } | { line: number; problem: string };

/** Reads verdicts, one JSON object a line; empty lines are passed over, and a bad one does not stop the rest. */
export function readFeedbackLines(text: string): FeedbackLine[] {
  return text
    .replace(/^\ufeff/u, '')
    .split(/\r?\n/u)
    .flatMap((line, place): FeedbackLine[] => (line.trim() === '' ? [] : [readLine(line, place + 1)]));
}

function readLine(text: string, line: number): FeedbackLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { line, problem: 'not JSON' };
  }
  const parsed = DeveloperFeedback.safeParse(value);
  if (parsed.success && parsed.data.developerId?.trim() === '')
    return { line, problem: 'developerId: It must be a name' };
  if (parsed.success) return { line, feedback: parsed.data };
  const problem = parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
  return { line, problem };
}
