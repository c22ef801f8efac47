import type { ExperimentLine, Experiments, ListFilter } from '../../../src/experiments/index.ts';
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
    const none =
      found.length > 0 || json ? '' : `No run is like that.${await unknownMetrics(experiments, expression)}`;
    print(context, found, { metric, json, none });
    return 0;
  });
}

/** Names of metrics in a search that none of the latest runs has, with those that there are; runs log them as they like. */
async function unknownMetrics(experiments: Experiments, expression: string): Promise<string> {
  const known = new Set(
    (await experiments.list({ limit: 200 })).flatMap(({ metrics }) => Object.keys(metrics)),
  );
  const asked = [...new Set([...expression.matchAll(/\bmetrics\.([\w.-]+)/g)].map(([, name]) => name!))];
  const missing = asked.filter((name) => !known.has(name));
  if (missing.length === 0 || known.size === 0) return '';
  const near = [...known].filter((name) => missing.some((each) => name.endsWith(`.${each}`)));
  const there = (near.length > 0 ? near : [...known].sort()).slice(0, 8).map((name) => `metrics.${name}`);
  return ` None of the latest has a metric ${missing.join(', ')}; there are ${there.join(', ')}.`;
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
