/** The knowledge graph of a project: brought up to date when it is asked to be, loaded when somebody looks. */
import { realpathSync, statSync } from 'node:fs';
import { InputError } from '../errors/index.ts';
import type { Store } from '../store/index.ts';
import { type CodeUpdate, type UpdateProgress, updateCode } from './code/update-code.ts';
import { KnowledgeGraph } from './graph/knowledge-graph.ts';
import { loadCode } from './graph/load-code.ts';
import { loadRuns } from './graph/load-runs.ts';
import { type HistoryState, historyState, updateHistory } from './history/update-history.ts';

export interface KnowledgeOptions {
  store: Store;
  /** Folder of the code base. */
  workspace: string;
  now?: (() => Date) | undefined;
}

export interface GraphUpdate extends CodeUpdate {
  history: HistoryState;
  seconds: number;
}

/** A graph that was loaded, and what a person should know of what is not in it. */
export interface LoadedGraph {
  graph: KnowledgeGraph;
  notes: string[];
  /** Whether functions and classes are in it; not where the code base has too many. */
  isDetailed: boolean;
}

export interface Knowledge {
  readonly root: string;
  /** Reads what changed since the last time. @throws InterruptedError when the signal fires */
  update(options?: {
    signal?: AbortSignal | undefined;
    onProgress?: ((progress: UpdateProgress) => void) | undefined;
  }): Promise<GraphUpdate>;
  /** Whether anything has been read yet. */
  isEmpty(): Promise<boolean>;
  /** `detail`: whether functions and classes are wanted. */
  load(options?: { detail?: 'files' | 'all' }): Promise<LoadedGraph>;
}

/** Above that, functions and classes are left out of what is loaded: they would take gigabytes. */
const mostDetailedFiles = 30_000;

/** @throws InputError `unknown-path` when the workspace is no folder */
export function openKnowledge({ store, workspace, now = () => new Date() }: KnowledgeOptions): Knowledge {
  if (statSync(workspace, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InputError('unknown-path', `${workspace} is no folder.`, { details: { path: workspace } });
  const root = realpathSync(workspace);
  const countFiles = async (): Promise<number> => {
    const { count } = await store.database
      .selectFrom('knowledge_files')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('root', '=', root)
      .executeTakeFirstOrThrow();
    return Number(count);
  };
  return {
    root,
    async update({ signal, onProgress } = {}) {
      const started = performance.now();
      const options = { store, root, now: now(), signal, onProgress };
      const code = await updateCode(options);
      const history = await updateHistory(options, code.added);
      return { ...code, history, seconds: (performance.now() - started) / 1000 };
    },
    isEmpty: async () => (await countFiles()) === 0,
    async load({ detail = 'all' } = {}) {
      const files = await countFiles();
      const isDetailed = detail === 'all' && files <= mostDetailedFiles;
      const graph = new KnowledgeGraph();
      await loadCode(store, graph, { root, isDetailed });
      const notes = await loadRuns(store, graph, root);
      const note = (await historyState(store, root))?.note;
      if (note != null) notes.unshift(note);
      if (detail === 'all' && !isDetailed)
        notes.unshift(`With ${files} files, only files are in the graph, not their functions and classes.`);
      return { graph, notes, isDetailed };
    },
  };
}
