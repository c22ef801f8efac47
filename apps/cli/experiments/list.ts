import type { ExperimentLine, ListFilter } from '../../../src/experiments/index.ts';
import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { renderExperiments } from '../render/experiments-text.ts';
import { withExperiments } from './open.ts';

interface ListOptions extends ListFilter {
  metric?: string[];
  json?: boolean;
}

export function listExperiments(context: CliContext, options: ListOptions): CommandResult {
  const { metric, json, ...given } = options;
  // The parts of runs, many of them, are shown where they are asked for.
  const filter = given.parent === undefined && given.kind === undefined ? { ...given, parent: null } : given;
  return withExperiments(context, async (experiments) => {
    print(context, await experiments.list(filter), { metric, json, none: 'No run has been logged yet.' });
    return 0;
  });
}

export function searchExperiments(
  context: CliContext,
  expression: string,
  options: ListOptions,
): CommandResult {
  const { metric, json, limit } = options;
  return withExperiments(context, async (experiments) => {
    const found = await experiments.search(expression, limit === undefined ? {} : { limit });
    print(context, found, { metric, json, none: 'No run is like that.' });
    return 0;
  });
}

function print(
  context: CliContext,
  lines: readonly ExperimentLine[],
  { metric, json, none }: { metric?: string[] | undefined; json?: boolean | undefined; none: string },
): void {
  if (json) printJson(context, { experiments: lines });
  else if (lines.length === 0) context.out.line(none);
  else for (const line of renderExperiments(lines, context.out, metric)) context.out.line(line);
}
