import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import type { ExitStatus } from '../../../src/errors/index.ts';
import {
  type DeveloperFeedback,
  type findRecommendation,
  type Judge,
  judgeOf,
  type Learning,
  openLearning,
} from '../../../src/learning/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import type { CliContext } from '../context.ts';
import { storePath } from '../workbench.ts';

/** What commands of learning work with. */
export interface LearningBench {
  store: Store;
  learning: Learning;
  /** Who judges here; a name in place of the one that the configuration or git has. */
  judge(name?: string): Promise<Judge>;
  /** Keeps verdicts in the memory, where the configuration lets it. */
  remember(
    verdicts: readonly { recommendation: FoundRecommendation; verdict: Verdict; by: Remembered }[],
  ): Promise<void>;
}

type FoundRecommendation = Awaited<ReturnType<typeof findRecommendation>>;
type Verdict = DeveloperFeedback['type'];
type Remembered = { comment: string | null; developer: string; isInferred?: boolean };

/** Opens what was learnt, does some work with it, and closes it. */
export async function withLearning(
  context: CliContext,
  work: (bench: LearningBench) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const { cwd, env } = context;
  const { config } = await loadConfig({ cwd, env });
  const store = await openStore({ path: storePath(homeFolder(config, cwd)) });
  const settings = config.learning;
  try {
    return await work({
      store,
      learning: openLearning(store),
      judge: (name) => judgeOf({ ...settings, developer: name ?? settings.developer }, { folder: cwd, env }),
      async remember(verdicts) {
        if (verdicts.length === 0 || !config.memory.automatic) return;
        const [{ keepAllInMemory }, { verdictMemory }] = await Promise.all([
          import('../../../agents/tools/keep-in-memory.ts'),
          import('../../../agents/tools/verdict-memory.ts'),
        ]);
        await keepAllInMemory(
          { store, config, workspace: cwd, run: null },
          verdicts.map(({ recommendation, verdict, by }) => verdictMemory(recommendation, verdict, by)),
        );
      },
    });
  } finally {
    await store.close();
  }
}
