import { openProjectMemory } from '../../src/memory/index.ts';
import { aTurn } from '../../src/turns/index.ts';
import type { ActionContext } from '../define.ts';

/** Most entries of a namespace that the crew writes by itself; the oldest make room. */
const mostKept = 2_000;

/** Something that the crew keeps by itself. */
export interface CrewMemory {
  /**
   * `data`: what a table is like; `findings`: what was found, and what became of it; `decisions`: what was chosen, and why; `conversations`: what was
   * asked and answered.
   */
  namespace: 'data' | 'findings' | 'decisions' | 'conversations';
  /** The same thing has the same key, so that it is known once, as it was last. */
  key: string;
  text: string;
  metadata: Record<string, string | number | boolean>;
  /** The agent that knows it. */
  source: string;
}

/** Where something is kept, and the run that it came out of; null outside of one. */
export type MemoryPlace = Pick<ActionContext, 'store' | 'config' | 'workspace'> & { run: string | null };

/**
 * Keeps what the crew learnt in its work, where the configuration lets it. Only the texts are written: vectors are made when somebody searches.
 * It never fails the work that it is about.
 */
export async function keepInMemory(place: MemoryPlace, memory: CrewMemory): Promise<void> {
  await keepAllInMemory(place, [memory]);
}

/** The same for many at once. */
export async function keepAllInMemory(
  { store, config, workspace, run }: MemoryPlace,
  memories: readonly CrewMemory[],
): Promise<void> {
  if (!config.memory.automatic || memories.length === 0) return;
  const memory = openProjectMemory({ store, config, cwd: workspace });
  try {
    await aTurn();
    await memory.storeAll(
      memories.map(({ key, text, ...rest }) => ({
        ...rest,
        key: key.slice(0, 200),
        text: text.slice(0, 8_000),
        run,
      })),
    );
    await aTurn();
    for (const namespace of new Set(memories.map((each) => each.namespace)))
      await memory.keepNewest(namespace, mostKept);
  } catch {
    // A memory more or less is not worth a training run.
  } finally {
    await memory.close();
  }
}
