import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { StorageError, toError } from '../../errors/index.ts';
import type { RunState } from '../../store/index.ts';
import type { Experiments } from '../experiments.ts';
import { fingerprintFile } from '../fingerprint.ts';
import type { Experiment, MetricPoint } from '../record.ts';
import { textOf } from '../values.ts';
import { mlflowExperimentId, mlflowNames, mlflowRunId } from './names.ts';

/** What an export wrote. */
export interface MlflowExport {
  /** Absolute; what `mlflow ui --backend-store-uri` is given. */
  folder: string;
  experiments: number;
  runs: number;
  /** Artifacts that are gone or were never copied, and so are not in it. */
  leftOut: string[];
}

/** MLflow's numbers of states (`RunStatus` in its service.proto). */
const statuses: Readonly<Record<RunState, number>> = {
  running: 1,
  waiting: 1,
  done: 3,
  failed: 4,
  limited: 4,
  cancelled: 5,
  interrupted: 5,
};

/**
 * Writes runs in the layout of MLflow's file store, which its UI and client open: one folder for each experiment's name, one in it for each run.
 * Writing again replaces the same runs.
 *
 * @throws InputError `unknown-experiment`; StorageError `export-unwritable`
 */
export async function exportToMlflow(
  experiments: Experiments,
  { runs, folder }: { runs: readonly string[]; folder: string },
): Promise<MlflowExport> {
  const root = resolve(folder);
  const leftOut: string[] = [];
  const names = new Set<string>();
  try {
    mkdirSync(root, { recursive: true });
    const exported = new Map<string, Experiment>();
    for (const id of runs) exported.set(id, await experiments.get(id));
    for (const [id, run] of exported) {
      const home = topOf(run, exported);
      if (!names.has(home.name)) writeExperiment(root, home);
      names.add(home.name);
      leftOut.push(...(await writeRun(root, run, home.name, await experiments.series(id))));
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).syscall === undefined) throw thrown;
    throw new StorageError(
      'export-unwritable',
      `The export can't be written to ${root} (${toError(thrown).message}).`,
      { cause: thrown },
    );
  }
  return { folder: root, experiments: names.size, runs: runs.length, leftOut };
}

/** The run that a part belongs to in the end, as far as it is exported: MLflow shows parts below a run of their own experiment alone. */
function topOf(run: Experiment, exported: ReadonlyMap<string, Experiment>): Experiment {
  const above = run.parent === null ? undefined : exported.get(run.parent);
  return above === undefined ? run : topOf(above, exported);
}

function writeExperiment(root: string, { name, startedAt }: Experiment): void {
  const id = mlflowExperimentId(name);
  const folder = join(root, id);
  const file = join(folder, 'meta.yaml');
  mkdirSync(folder, { recursive: true });
  if (existsSync(file)) return;
  const at = Date.parse(startedAt);
  writeFileSync(
    file,
    stringify(
      {
        artifact_location: pathToFileURL(folder).href,
        creation_time: at,
        experiment_id: id,
        last_update_time: at,
        lifecycle_stage: 'active',
        name,
      },
      quoted,
    ),
  );
}

/** An id of digits must stay text. */
const quoted = { defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN' } as const;

async function writeRun(
  root: string,
  run: Experiment,
  name: string,
  series: readonly MetricPoint[],
): Promise<string[]> {
  const experiment = mlflowExperimentId(name);
  const id = mlflowRunId(run.id);
  const folder = join(root, experiment, id);
  for (const part of ['metrics', 'params', 'tags', 'artifacts'])
    mkdirSync(join(folder, part), { recursive: true });
  const meta = {
    artifact_uri: pathToFileURL(join(folder, 'artifacts')).href,
    end_time: run.endedAt === null ? null : Date.parse(run.endedAt),
    entry_point_name: '',
    experiment_id: experiment,
    lifecycle_stage: 'active',
    run_id: id,
    // Parts are told apart by what they are, beside each other below their run.
    run_name: run.name === name ? run.id : `${run.name} ${run.id}`,
    run_uuid: id,
    source_name: '',
    source_type: 4,
    source_version: '',
    start_time: Date.parse(run.startedAt),
    status: statuses[run.status],
    tags: [],
    user_id: '',
  };
  writeFileSync(join(folder, 'meta.yaml'), stringify(meta, quoted));
  writeAll(
    join(folder, 'params'),
    new Map(Object.entries(run.parameters).map(([name, value]) => [name, textOf(value)])),
  );
  writeAll(join(folder, 'tags'), tagsOf(run));
  writeAll(join(folder, 'metrics'), metricLines(series));
  return copyArtifacts(join(folder, 'artifacts'), run);
}

function writeAll(folder: string, values: ReadonlyMap<string, string>): void {
  const names = mlflowNames([...values.keys()]);
  for (const [name, text] of values) {
    const path = join(folder, names.get(name)!);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function tagsOf(run: Experiment): Map<string, string> {
  const { code, data, notes, seed, command, versions, machine } = run;
  const facts: Record<string, string | null> = {
    'mlflow.runName': run.id,
    'mlflow.source.name': command ?? 'opsmith',
    'mlflow.source.type': 'LOCAL',
    'mlflow.source.git.commit': code?.commit ?? null,
    'mlflow.parentRunId': run.parent === null ? null : mlflowRunId(run.parent),
    'mlflow.note.content':
      notes.length === 0 ? null : notes.map(({ at, text }) => `${at}: ${text}`).join('\n\n'),
    'opsmith.run': run.id,
    'opsmith.kind': run.kind,
    'opsmith.seed': seed,
    'opsmith.code.dirty': code === null ? null : String(code.isDirty),
    'opsmith.data.fingerprint': data?.fingerprint ?? null,
    'opsmith.machine': `${machine.host}, ${machine.processor}, ${machine.cores} cores`,
    'opsmith.versions': JSON.stringify(versions),
  };
  const known = Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== null);
  return new Map([...Object.entries(run.tags), ...known]);
}

/** A line for each value: milliseconds, value, step (whole numbers in MLflow). */
function metricLines(series: readonly MetricPoint[]): Map<string, string> {
  const lines = new Map<string, string>();
  for (const { name, step, value, at } of series) {
    const number = Number.isNaN(value) ? 'nan' : String(value).replace('Infinity', 'inf');
    lines.set(name, `${lines.get(name) ?? ''}${Date.parse(at)} ${number} ${Math.trunc(step)}\n`);
  }
  return lines;
}

/** Larger files that opsmith only knows of (tables, say) stay where they are. Bytes. */
const mostOfOthers = 32 * 2 ** 20;

/** Copies what opsmith keeps, and what it only knows of where that is small, still there and what it was. */
async function copyArtifacts(folder: string, run: Experiment): Promise<string[]> {
  const leftOut: string[] = [];
  for (const { name, path, isCopy, bytes, sha256 } of run.artifacts) {
    const isOwn = async () => bytes <= mostOfOthers && (await fingerprintFile(path)).sha256 === sha256;
    if (!existsSync(path) || !(isCopy || (await isOwn()))) {
      leftOut.push(`${run.id}/${name}`);
      continue;
    }
    const to = join(folder, name);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(path, to);
  }
  return leftOut;
}
