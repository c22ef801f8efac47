import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { RunOptions, TurnResult } from '../../../graphs/index.ts';
import type { TaskResult } from '../../../graphs/training-task/index.ts';
import { type ExitStatus, InputError, OpsmithError } from '../../../src/errors/index.ts';
import type { TrainOptions } from '../commands/train.ts';
import { type CliContext, printJson } from '../context.ts';
import { exitStatusOf } from '../exit-status.ts';
import { followRun } from '../follow-run.ts';
import { createTrainingView } from '../render/training-view.ts';
import { openWorkbench } from '../workbench.ts';
import { printSummary } from './summary.ts';

/** On the clock of `performance.now()`: what the command's own start took is part of the budget, too. */
const processStart = 0;

/** `opsmith train`: lets the crew train, shows it while it goes on, and prints what came out. */
export async function train(context: CliContext, options: TrainOptions): Promise<ExitStatus> {
  const { json = false, data, ...request } = options;
  const place = placeOf(context.cwd, data);
  const bench = await openWorkbench(context, { workspace: place.workspace });
  try {
    return await followTraining(
      context,
      (running) => bench.crew.train({ ...request, data: place.data }, { ...running, since: processStart }),
      { json, title: `${options.target} of ${data}` },
    );
  } finally {
    await bench.close();
  }
}

/** Follows a training run from here to its end: shows it, and prints its document or its summary. @throws what kept it from its end */
export async function followTraining(
  context: CliContext,
  start: (options: RunOptions) => Promise<TurnResult>,
  { json, title, yes = false }: { json: boolean; title: string; yes?: boolean },
): Promise<ExitStatus> {
  const view = createTrainingView(context.err, title);
  const { result, tellRest } = await followRun(context, start, { view, yes }).finally(view.finish);
  tellRest();
  const failure = result.results.find(({ error }) => error !== null)?.error;
  if (failure && result.status !== 'cancelled') throw asError(failure);
  const last = result.results.at(-1);
  const document = (last?.data ?? (await keptResult(context, result.run))) as TaskResult | null;
  if (result.status !== 'done' || document === null) {
    if (json) printJson(context, { run: result.run, status: result.status });
    else if (result.status !== 'cancelled') context.out.line(result.answer);
    return exitStatusOf(result.status);
  }
  if (json) printJson(context, document);
  else printSummary(context, document);
  return 0;
}

/** A step's error as it was thrown: what other arguments could mend is bad input. */
function asError({
  code,
  message,
  repairable,
}: {
  code: string;
  message: string;
  repairable: boolean;
}): Error {
  return repairable ? new InputError(code, message) : new OpsmithError(code, message, 1);
}

/** The document of a run that was over already: the store keeps no results' data. */
async function keptResult(context: CliContext, run: string): Promise<unknown> {
  const [{ readTaskResult }, { loadConfig, homeFolder }] = await Promise.all([
    import('../../../graphs/training-task/index.ts'),
    import('../../../src/config/index.ts'),
  ]);
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  return readTaskResult(homeFolder(config, context.cwd), run);
}

/** A table outside of the working directory is read all the same, since a person named it: from its own folder, and nothing else. */
function placeOf(cwd: string, data: string): { workspace: string; data: string } {
  const path = resolve(cwd, data);
  const inside = relative(cwd, path);
  if (inside !== '' && !inside.startsWith(`..${sep}`) && inside !== '..' && !isAbsolute(inside))
    return { workspace: cwd, data };
  const parts = path.split(sep);
  const glob = parts.findIndex((part) => /[*?[{]/.test(part));
  const end = glob < 0 ? parts.length - 1 : Math.min(glob, parts.length - 1);
  const workspace = parts.slice(0, end).join(sep) || sep;
  return { workspace, data: parts.slice(end).join(sep) };
}
