import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import {
  type GraphUpdate,
  type Knowledge,
  type LoadedGraph,
  openKnowledge,
  type UpdateProgress,
} from '../../../src/knowledge/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { type CliContext, warn } from '../context.ts';
import { createProgressLine, type ProgressLine } from '../render/progress-line.ts';
import { storePath } from '../workbench.ts';

export interface GraphOptions {
  json?: boolean;
  /** Whether to look for changes first. */
  update?: boolean;
}

const doings: Readonly<Record<UpdateProgress['phase'], string>> = {
  read: 'reading files,',
  resolve: 'binding names, file',
  history: 'reading the history, commit',
};

/** Opens the graph of the folder that a command runs in, does some work with it, and closes it. */
export async function withKnowledge<T>(
  context: CliContext,
  work: (knowledge: Knowledge) => Promise<T>,
): Promise<T> {
  const { cwd, env } = context;
  const { config } = await loadConfig({ cwd, env });
  const store = await openStore({ path: storePath(homeFolder(config, cwd)) });
  try {
    return await work(openKnowledge({ store, workspace: cwd }));
  } finally {
    await store.close();
  }
}

/** Brings the graph up to date, with progress on a terminal. */
export async function updateGraph(context: CliContext, knowledge: Knowledge): Promise<GraphUpdate> {
  let phase: UpdateProgress['phase'] | null = null;
  let line: ProgressLine | null = null;
  try {
    return await knowledge.update({
      signal: context.signal,
      onProgress(progress) {
        if (progress.phase !== phase) {
          line?.clear();
          phase = progress.phase;
          line = createProgressLine(context.err, doings[progress.phase]);
        }
        line?.update(progress.done, progress.total);
      },
    });
  } finally {
    (line as ProgressLine | null)?.clear();
  }
}

/** The graph, brought up to date unless `--no-update` says otherwise; its notes go to standard error. */
export async function loadGraph(
  context: CliContext,
  knowledge: Knowledge,
  { update = true, detail }: GraphOptions & { detail?: 'files' | 'all' },
): Promise<LoadedGraph> {
  if (update || (await knowledge.isEmpty())) await updateGraph(context, knowledge);
  const loaded = await knowledge.load(detail === undefined ? {} : { detail });
  for (const note of loaded.notes) warn(context, note);
  return loaded;
}
