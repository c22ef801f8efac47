import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { renderExperiment } from '../render/experiment-text.ts';
import { withExperiments } from './open.ts';

export function showExperiment(context: CliContext, id: string, { json }: { json?: boolean }): CommandResult {
  return withExperiments(context, async (experiments) => {
    const experiment = await experiments.get(id);
    const series = await experiments.series(experiment.id);
    if (json) printJson(context, { ...experiment, series });
    else for (const line of renderExperiment(experiment, series, context.out)) context.out.line(line);
    return 0;
  });
}
