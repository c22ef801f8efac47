import { basename, relative } from 'node:path';
import { insideWorkspace as inside } from '../../agents/tools/inside-workspace.ts';
import {
  compareExperiments,
  createExperiments,
  type Experiment,
  type Experiments,
  exportToMlflow,
} from '../../src/experiments/index.ts';
import type { Store } from '../../src/store/index.ts';
import { missingField } from '../missing-field.ts';
import type { OnceResult } from '../run-once.ts';
import type { TrackerRequest } from './request.ts';
import { comparisonText, experimentText, listText } from './text.ts';

/** Does what the tracker is asked. Paths stay inside the workspace. @throws InputError `missing-field`, `outside-workspace`, and those of the experiments */
export async function performTracking(
  request: TrackerRequest,
  { store, workspace }: { store: Store; workspace: string },
): Promise<OnceResult> {
  const experiments = createExperiments(store);
  switch (request.action) {
    case 'log':
      return log(request, experiments, workspace);
    case 'list': {
      const { name, kind, parent, status, limit = 100 } = request;
      const found = await experiments.list({
        limit,
        ...(name && { name }),
        ...(kind && { kind }),
        ...(parent ? { parent } : kind ? {} : { parent: null }),
        ...(status && { status }),
      });
      return { data: { experiments: found }, text: listText(found) };
    }
    case 'search': {
      const { limit } = request;
      const found = await experiments.search(
        needed(request, 'expression'),
        limit === undefined ? {} : { limit },
      );
      return { data: { experiments: found }, text: listText(found) };
    }
    case 'show': {
      const experiment = await experiments.get(needed(request, 'run'));
      const series = await experiments.series(experiment.id);
      return { data: { ...experiment, series }, text: experimentText(experiment) };
    }
    case 'compare': {
      const runs: Experiment[] = [];
      for (const id of needed(request, 'runs')) runs.push(await experiments.get(id));
      const comparison = compareExperiments(runs);
      return { data: comparison, text: comparisonText(comparison) };
    }
    case 'export':
      return exported(request, experiments, workspace);
  }
}

async function log(
  request: TrackerRequest,
  experiments: Experiments,
  workspace: string,
): Promise<OnceResult> {
  const {
    run: id,
    kind,
    parent,
    parameters,
    tags,
    seed,
    data,
    metrics = {},
    note,
    artifacts = [],
    status,
  } = request;
  // Looked at before anything is written.
  const dataPath = data === undefined ? null : inside(workspace, data);
  const files = artifacts.map((path) => inside(workspace, path));
  const run =
    id !== undefined
      ? await experiments.open(id)
      : await experiments.start({
          name: needed(request, 'name'),
          folder: workspace,
          ...(kind !== undefined && { kind }),
          ...(parent !== undefined && { parent: (await experiments.get(parent)).id }),
          ...(parameters !== undefined && { parameters }),
          ...(tags !== undefined && { tags }),
          ...(seed !== undefined && { seed }),
          ...(dataPath !== null && { data: { path: dataPath } }),
        });
  if (id !== undefined && tags !== undefined) await run.tag(tags);
  for (const [name, values] of Object.entries(metrics))
    for (const value of Array.isArray(values) ? values : [values]) run.metric(name, value ?? Number.NaN);
  await run.flush();
  for (const path of files) await run.artifact(basename(path), path);
  if (note !== undefined) await run.note(note);
  await run.end(status === 'interrupted' ? 'cancelled' : (status ?? 'done'));
  const experiment = await experiments.get(run.id);
  return { data: experiment, text: `Logged.\n\n${experimentText(experiment)}` };
}

async function exported(
  request: TrackerRequest,
  experiments: Experiments,
  workspace: string,
): Promise<OnceResult> {
  const to = inside(workspace, needed(request, 'to'));
  const { runs: given, expression } = request;
  const runs = new Set<string>();
  for (const id of given ?? []) runs.add((await experiments.get(id)).id);
  if (expression !== undefined) for (const { id } of await experiments.search(expression)) runs.add(id);
  if (given === undefined && expression === undefined)
    for (const { id } of await experiments.list()) runs.add(id);
  const written = await exportToMlflow(experiments, { runs: [...runs], folder: to });
  return {
    data: written,
    text: `Wrote ${written.runs} runs to \`${relative(workspace, to) || '.'}\`, as MLflow reads them.`,
  };
}

function needed<Name extends keyof TrackerRequest>(
  request: TrackerRequest,
  name: Name,
): NonNullable<TrackerRequest[Name]> {
  const value = request[name];
  if (value !== undefined) return value as NonNullable<TrackerRequest[Name]>;
  throw missingField(request.action, name);
}
