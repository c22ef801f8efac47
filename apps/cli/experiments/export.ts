import { resolve } from 'node:path';
import { InputError } from '../../../src/errors/index.ts';
import { exportToMlflow } from '../../../src/experiments/index.ts';
import { type CliContext, type CommandResult, printJson, warn } from '../context.ts';
import { count } from '../terminal/format.ts';
import { withExperiments } from './open.ts';

export function exportRuns(
  context: CliContext,
  ids: readonly string[],
  { out, to = out, search, json }: { to?: string; out?: string; search?: string; json?: boolean },
): CommandResult {
  if (to === undefined)
    throw new InputError(
      'no-folder',
      'Say where to write the runs: `opsmith experiments export --to mlruns`.',
    );
  return withExperiments(context, async (experiments) => {
    const runs = new Set<string>();
    for (const id of ids) {
      const run = await experiments.get(id);
      for (const each of [run.id, ...run.children]) runs.add(each);
    }
    if (search !== undefined) for (const { id } of await experiments.search(search)) runs.add(id);
    if (ids.length === 0 && search === undefined) for (const { id } of await experiments.list()) runs.add(id);
    const written = await exportToMlflow(experiments, { runs: [...runs], folder: resolve(context.cwd, to) });
    if (json) printJson(context, written);
    else
      context.out.line(
        `Wrote ${count(written.runs, 'run')} of ${count(written.experiments, 'experiment')} to ${to}. Open them with: MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri ${to}`,
      );
    if (written.leftOut.length > 0)
      warn(
        context,
        `${count(written.leftOut.length, 'artifact')} left out, of which opsmith has no copy and which are large, gone or changed: ${written.leftOut.slice(0, 3).join(', ')}${written.leftOut.length > 3 ? ', …' : ''}`,
      );
    return 0;
  });
}
