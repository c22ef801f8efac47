import { runSuites } from '../../evals/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import type { ExitStatus } from '../../src/errors/index.ts';
import type { EvalOptions } from './commands/eval.ts';
import { type CliContext, printJson, warn } from './context.ts';
import { renderEvaluation } from './render/evaluation-text.ts';
import { createProgressLine } from './render/progress-line.ts';

/** `opsmith eval`: runs suites and prints what came out; 1 where a suite is worse than the baseline. */
export async function evaluate(
  context: CliContext,
  suites: readonly string[],
  options: EvalOptions,
): Promise<ExitStatus> {
  const { config, warnings } = await loadConfig({ cwd: context.cwd, env: context.env });
  for (const warning of warnings) warn(context, warning);
  const progress = createProgressLine(context.err, 'cases');
  const { dataset, model, baseline } = options;
  try {
    const report = await runSuites({
      suites,
      config,
      env: context.env,
      cwd: context.cwd,
      signal: context.signal,
      onProgress: ({ done, total }) => progress.update(done, total),
      ...(dataset === undefined ? {} : { dataset }),
      ...(model === undefined ? {} : { model }),
      ...(baseline === undefined ? {} : { baseline }),
    });
    progress.clear();
    if (options.json) printJson(context, report);
    else for (const line of renderEvaluation(report, context.out)) context.out.line(line);
    return report.baseline?.worse ? 1 : 0;
  } finally {
    progress.clear();
  }
}
