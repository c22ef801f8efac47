import { readFileSync, writeFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { InputError, toError } from '../../../src/errors/index.ts';
import type { Experiment, Experiments } from '../../../src/experiments/index.ts';
import { PlotData, plotToPng, plotToSvg, plotToText } from '../../../src/plots/index.ts';
import type { CliContext, CommandResult } from '../context.ts';
import { unknownMetric } from './compare.ts';
import { withExperiments } from './open.ts';

interface PlotOptions {
  metric?: string;
  plot?: string;
  out?: string;
  theme: 'light' | 'dark';
}

export function plotRuns(context: CliContext, ids: readonly string[], options: PlotOptions): CommandResult {
  const kind = options.out === undefined ? null : extname(options.out).toLowerCase();
  if (kind !== null && kind !== '.svg' && kind !== '.png')
    throw new InputError(
      'bad-format',
      `"${options.out}" should end in .svg or .png: those are what can be written.`,
    );
  return withExperiments(context, async (experiments) => {
    const runs: Experiment[] = [];
    for (const id of ids) runs.push(await experiments.get(id));
    const data =
      options.plot === undefined
        ? await ofMetric(experiments, runs, options.metric)
        : keptPlot(runs[0]!, options.plot);
    if (options.out === undefined) {
      const { columns, style, hasUnicode } = context.out;
      for (const line of plotToText(data, { columns, hasColour: style.isOn, hasUnicode }))
        context.out.line(line);
      return 0;
    }
    const { theme } = options;
    const content = kind === '.svg' ? plotToSvg(data, { theme }) : await plotToPng(data, { theme });
    write(resolve(context.cwd, options.out), options.out, content);
    context.err.line(`Wrote ${options.out}.`);
    return 0;
  });
}

function write(path: string, named: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (thrown) {
    throw new InputError(
      'cannot-write',
      `The plot can't be written to ${named} (${toError(thrown).message}).`,
      { cause: thrown },
    );
  }
}

/** A metric over its steps; where no run has more than one value, the runs beside each other. */
async function ofMetric(
  experiments: Experiments,
  runs: readonly Experiment[],
  wanted: string | undefined,
): Promise<PlotData> {
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  const metric = wanted ?? names[0];
  if (metric === undefined || !names.includes(metric)) throw unknownMetric(metric ?? '', names);
  const hasOneName = new Set(runs.map(({ name }) => name)).size === 1;
  const series = [];
  for (const { id, name } of runs) {
    const values = await experiments.series(id, metric);
    const points = values
      .filter(({ value }) => Number.isFinite(value))
      .map(({ step, value }) => [step, value] as [number, number]);
    if (points.length > 0)
      series.push({ name: runs.length === 1 ? name : hasOneName ? id : `${name} ${id}`, points });
  }
  if (series.length === 0)
    throw new InputError(
      'nothing-to-plot',
      `The metric "${metric}" has no value that is a number in these runs.`,
    );
  if (series.some(({ points }) => points.length > 1)) return { plot: 'series', metric, series };
  const candidates = series.map(({ name, points }) => ({ name, score: points[0]![1] }));
  return { plot: 'leaderboard', title: metric, metric, candidates };
}

/** A plot among those that a run has kept in its artifact `plots.json`. */
function keptPlot(run: Experiment, wanted: string): PlotData {
  const file = run.artifacts.find(({ name }) => name === 'plots.json');
  if (file === undefined)
    throw new InputError(
      'no-plots',
      `The run ${run.id} has kept no plots; without --plot its metrics are drawn.`,
    );
  const plots = PlotData.array().safeParse(parsed(file.path));
  if (!plots.success)
    throw new InputError('bad-plot', `The plots of the run ${run.id} can't be read (${file.path}).`, {
      cause: plots.error,
    });
  const found = plots.data.find(({ plot }) => plot === wanted);
  if (found !== undefined) return found;
  throw new InputError(
    'unknown-plot',
    `The run ${run.id} has no plot "${wanted}". It has: ${plots.data.map(({ plot }) => plot).join(', ')}.`,
  );
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
