import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keepInMemory } from '../../../agents/tools/keep-in-memory.ts';
import {
  type Artifact,
  readArtifact,
  type TrainingFacts,
  writeArtifact,
} from '../../../src/artifact/index.ts';
import { expectationsInTurns } from '../../../src/data/index.ts';
import { codeVersionOf } from '../../../src/experiments/index.ts';
import type { Step } from '../../../src/features/index.ts';
import { openProjectRegistry } from '../../../src/registry/index.ts';
import { type MetricName, snakeName } from '../../../src/train/index.ts';
import { aTurn, inTurns } from '../../../src/turns/index.ts';
import { contextOf, droppedNames, type NodeConfig, say, type TaskContext } from '../context.ts';
import { plotsFile, writeWhole } from '../folder.ts';
import { onTestRows } from '../judging.ts';
import { lastFit } from '../last-fit.ts';
import { modelName } from '../model-name.ts';
import { reportOf } from '../report-of.ts';
import { roundOf } from '../round-of.ts';
import type { TaskState, TaskUpdate } from '../state.ts';
import { titleOfStep } from '../step-title.ts';

/** The validator writes the artifact and registers it. Doing it again after a crash comes to the same version. */
export async function register(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const { store, config: settings, workspace, run, step } = context;
  const artifact = await artifactOf(state, context);
  await writeReport(artifact, state, context);
  await aTurn(context.signal);
  const registry = openProjectRegistry({ store, config: settings, cwd: workspace });
  const name = modelName(state.request);
  const { fingerprint, rows, columns } = state.held!;
  const { version } = await registry.register({
    name,
    folder: artifact.folder,
    run,
    actor: 'validator',
    reason: reasonOf(state),
    gitCommit: (await codeVersionOf(workspace))?.commit ?? null,
    effect: { run, step, name: 'register' },
    origin: { data: [{ fingerprint, path: state.request.data, rows: rows.all, columns }] },
  });
  await aTurn(context.signal);
  say(context, `${name}@${version} is registered`);
  await keepInMemory(context, {
    namespace: 'decisions',
    key: `${name}@${version}`,
    text: `${name}@${version} ${reasonOf(state)}. ${contentsOf(state)}`,
    metadata: {
      kind: 'training',
      model: name,
      version,
      data: state.request.data,
      target: state.request.target,
    },
    source: 'validator',
  });
  return { model: { name, version, artifact: artifact.folder, sha256: artifact.sha256 } };
}

/** Why there is this version, for the model's history. */
function reasonOf({ request, data, judgements }: TaskState): string {
  const { scores, why } = judgements.at(-1)!;
  const score = scores.test[data!.metric];
  const figure =
    score == null
      ? ''
      : ` with ${snakeName(data!.metric as MetricName)} ${Number(score.toPrecision(4))} on held-out rows`;
  return `predicts ${request.target} of ${request.data}${figure}; the validator: ${why}`;
}

/** What it learned from besides the columns as they are, for those who ask later. */
function contentsOf(state: TaskState): string {
  const listed = (names: readonly string[]) => names.join(', ') || 'none';
  const steps = (state.features!.steps as Step[]).map(titleOfStep);
  return `Dropped columns: ${listed(droppedNames(state))}. Features beyond those by kind: ${listed(steps)}.`;
}

async function artifactOf(state: TaskState, context: TaskContext): Promise<Artifact> {
  const { session } = context;
  const folder = join(session.folder, 'artifact');
  if (existsSync(folder)) return readArtifact(folder);
  const { model, isOnAll } = await lastFit(state, context);
  const facts = await factsOf(state, context);
  await aTurn(context.signal);
  return writeArtifact(folder, model, {
    ...facts,
    notes: isOnAll
      ? ['Fitted on all rows; its scores are those of the same recipes without the validator’s rows.']
      : [],
  });
}

/** The report and the model card beside the artifact. */
async function writeReport({ folder }: Artifact, state: TaskState, context: TaskContext): Promise<void> {
  const { session } = context;
  const { model } = await roundOf(session, state.round);
  await aTurn(context.signal);
  const { test } = await session.held(state.request);
  const { renderingTrainingReport, renderModelCard } = await import('../../../src/report/index.ts');
  const report = await reportOf(state, model, await onTestRows(model, test, context.signal), context);
  await aTurn(context.signal);
  const page = await inTurns(renderingTrainingReport(report), context.signal);
  writeWhole(join(folder, 'report.html'), page);
  await aTurn(context.signal);
  writeWhole(join(folder, 'card.md'), renderModelCard(report));
  await aTurn(context.signal);
  writeWhole(plotsFile(session.folder), JSON.stringify(report.plots));
}

async function factsOf(state: TaskState, { session }: TaskContext): Promise<TrainingFacts> {
  const { request, data, held, ensemble, dropped, features, judgements } = state;
  const { training } = await session.held(request);
  const { scores, baseline } = judgements.at(-1)!;
  const named = (table: Record<string, number | null>) =>
    Object.fromEntries(Object.entries(table).map(([name, value]) => [snakeName(name as MetricName), value]));
  const metric = snakeName(data!.metric as MetricName);
  return {
    name: modelName(request),
    metric,
    scores: {
      validation: named(scores.validation),
      // First what the model was chosen by: lists have room for few.
      test: { [metric]: scores.test[data!.metric] ?? null, ...named(scores.test) },
      baseline: { [metric]: baseline },
    },
    recipe: {
      members: ensemble!.members,
      features: features!.steps,
      dropped: dropped.map(({ column }) => column),
      choices: state.choices,
    },
    seed: request.seed,
    data: {
      fingerprint: held!.fingerprint,
      rows: held!.rows.all,
      columns: held!.columns,
      source: request.data,
    },
    expectations: await inTurns(expectationsInTurns(training)),
    protectedColumns: [...request.protected],
  };
}
