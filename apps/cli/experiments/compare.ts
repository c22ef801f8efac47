import { closestName, InputError } from '../../../src/errors/index.ts';
import { compareExperiments, type Experiment } from '../../../src/experiments/index.ts';
import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { renderComparison } from '../render/comparison-text.ts';
import { withExperiments } from './open.ts';

export function compareRuns(
  context: CliContext,
  ids: readonly string[],
  { metric: wanted, json }: { metric?: string[]; json?: boolean },
): CommandResult {
  return withExperiments(context, async (experiments) => {
    const runs: Experiment[] = [];
    for (const id of ids) runs.push(await experiments.get(id));
    const comparison = compareExperiments(runs);
    const names = comparison.metrics.map(({ name }) => name);
    const unknown = wanted?.find((name) => !names.includes(name));
    if (unknown !== undefined) throw unknownMetric(unknown, names);
    const metrics = comparison.metrics.filter(({ name }) => wanted?.includes(name) ?? true);
    const shown = { ...comparison, metrics };
    if (json) printJson(context, shown);
    else for (const line of renderComparison(shown, context.out)) context.out.line(line);
    return 0;
  });
}

/** The error of a metric that no run has. */
export function unknownMetric(name: string, known: readonly string[]): InputError {
  const near = closestName(name, known);
  const hint =
    near !== null
      ? `Did you mean "${near}"?`
      : known.length === 0
        ? 'They have none.'
        : `There are: ${known.slice(0, 12).join(', ')}.`;
  return new InputError('unknown-metric', `None of the runs has a metric "${name}". ${hint}`, {
    details: { metric: name },
  });
}
