import type { RunEvent, RunEventBody } from '../../src/observe/index.ts';

/** What a run has on record: its events, and its result as JSON has it. */
export interface RunTale {
  events: readonly RunEvent[];
  result: unknown;
}

/**
 * The events and the result of a review that came out as an earlier one, because nothing had changed: the same words, this one's times, and
 * in place of the tools that read and judged the one that looked whether anything had changed.
 */
export function retellReview(
  { events, result }: RunTale,
  { of, seconds, files }: { of: string; seconds: number; files: number },
): { events: RunEventBody[]; result: unknown } {
  const told: RunEventBody[] = [];
  let action: string | null = null;
  for (const event of events) {
    const { run: _, seq: __, at: ___, ...body } = event;
    const isInner = 'tool' in body && action !== null && body.tool !== action;
    if (isInner || body.type === 'progress') continue;
    if (body.type === 'agent-start') action = body.action;
    told.push('seconds' in body && typeof body.seconds === 'number' ? { ...body, seconds } : body);
    if (body.type === 'tool-start' && body.tool === action)
      told.push(...looked(body.step, { of, seconds, files }));
  }
  return { events: told, result: withSeconds(result, seconds) };
}

function looked(
  step: string,
  { of, seconds, files }: { of: string; seconds: number; files: number },
): RunEventBody[] {
  const tool = 'look_for_changes';
  const summary = `nothing changed in ${files} ${files === 1 ? 'file' : 'files'} since ${of}, which found the same`;
  return [
    { type: 'tool-start', step, tool, arguments: { since: of } },
    { type: 'tool-end', step, tool, ok: true, seconds, summary },
  ];
}

/** A run's result says how long each step took. */
function withSeconds(result: unknown, seconds: number): unknown {
  if (
    typeof result !== 'object' ||
    result === null ||
    !('results' in result) ||
    !Array.isArray(result.results)
  )
    return result;
  return { ...result, results: result.results.map((each: object) => ({ ...each, seconds })) };
}
