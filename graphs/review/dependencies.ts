import type { ShownText } from '../../agents/shown-text.ts';
import type { AnalysisCache, FoundFiles } from '../../src/code/index.ts';
import type { Config, ReviewConfig } from '../../src/config/index.ts';
import type { Models, RunLimits } from '../../src/llm/index.ts';
import type { RunLog } from '../../src/observe/index.ts';
import type { Store } from '../../src/store/index.ts';

/** Whose verdicts a review follows. */
export interface ReviewLearning {
  store: Store;
  settings: Config['learning'];
}

/** What a review gets from the run that it is part of; an action's context has all of it. */
export interface ReviewDependencies {
  run: string;
  step: string;
  /** Absolute path of the folder that paths are relative to and must stay inside; null reads anywhere, from the current folder. */
  workspace: string | null;
  /** A report to read, `false` for none; looked for in the usual places when left out. */
  coverage?: string | false;
  /** What is known of files from earlier reviews. */
  cache?: AnalysisCache;
  /** The files under the paths, where somebody has looked for them. */
  found?: FoundFiles;
  signal: AbortSignal;
  log: RunLog;
  /** Null keeps nothing. */
  store: Pick<Store, 'recommendations'> | null;
  /** Left out: the order is that of gravity, as it is before anybody has judged anything. */
  learning?: ReviewLearning;
  models: Models | null;
  limits?: RunLimits;
  /** How a model is used; as the configuration has it by default. */
  settings?: ReviewConfig;
  /** Shows the summary while it is written. */
  shown?: ShownText;
}

/** Runs a piece of engine work as a tool of the run: its start, its end and a line about it are events. */
export async function asTool<Result>(
  { log, step }: Pick<ReviewDependencies, 'log' | 'step'>,
  tool: { name: string; arguments: Record<string, unknown>; summary: (result: Result) => string },
  work: () => Promise<Result>,
): Promise<Result> {
  log.emit({ type: 'tool-start', step, tool: tool.name, arguments: tool.arguments });
  const begin = performance.now();
  const end = (ok: boolean, summary: string): void => {
    const seconds = (performance.now() - begin) / 1_000;
    log.emit({ type: 'tool-end', step, tool: tool.name, ok, seconds, summary });
  };
  try {
    const result = await work();
    end(true, tool.summary(result));
    return result;
  } catch (thrown) {
    end(false, thrown instanceof Error ? thrown.message : String(thrown));
    throw thrown;
  }
}
