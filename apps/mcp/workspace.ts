import { loadRuleset, type Ruleset } from '../../src/code/index.ts';
import { type Config, loadConfig } from '../../src/config/index.ts';
import type { ReviewBench } from '../cli/code/review-bench.ts';
import type { CliContext } from '../cli/context.ts';

/** The folder that the server was started in, as its tools see it. */
export interface Workspace {
  /** Absolute; no tool reads outside of it. */
  folder: string;
  /** The configuration and the workspace's own rules as they are now: both may change while an editor is open. */
  settings(): Promise<{ config: Config; ruleset: Ruleset }>;
  /** The store and the models, opened with the first call that needs them. */
  bench(): Promise<ReviewBench>;
  close(): Promise<void>;
}

/** Opens nothing by itself. */
export function createWorkspace(context: CliContext): Workspace {
  let opening: Promise<ReviewBench> | null = null;
  return {
    folder: context.cwd,
    async settings() {
      const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
      const { review: settings } = config;
      const ruleset = await loadRuleset({ workspace: context.cwd, folder: settings.folder, settings });
      return { config, ruleset };
    },
    bench() {
      opening ??= import('../cli/code/review-bench.ts')
        .then(({ openReviewBench }) => openReviewBench(context, {}, { cached: true }))
        .catch((thrown) => {
          // What keeps it from opening may be mended before the next call.
          opening = null;
          throw thrown;
        });
      return opening;
    },
    async close() {
      const bench = await opening?.catch(() => null);
      await bench?.close();
    },
  };
}
