import { openProjectMemory } from '../../src/memory/index.ts';
import type { ActionContext } from '../define.ts';

/** Most entries of a namespace that the crew writes by itself; the oldest make room. */
const mostKept = 2_000;

/** Something that the crew keeps by itself. */
export interface CrewMemory {
  /** `data`: what a table is like; `findings`: what became of a recommendation; `decisions`: what was chosen, and why. */
  namespace: 'data' | 'findings' | 'decisions';
  /** The same thing has the same key, so that it is known once, as it was last. */
  key: string;
  text: string;
  metadata: Record<string, string | number | boolean>;
  /** The agent that knows it. */
  source: string;
}

/**
 * Keeps what the crew learnt in its work, where the configuration lets it. Only the texts are written: vectors are made when somebody searches.
 * It never fails the work that it is about.
 */
export async function keepInMemory(
  { store, config, workspace, run }: Pick<ActionContext, 'store' | 'config' | 'workspace' | 'run'>,
  { namespace, key, text, metadata, source }: CrewMemory,
): Promise<void> {
  if (!config.memory.automatic) return;
  const memory = openProjectMemory({ store, config, cwd: workspace });
  try {
    await memory.store({
      namespace,
      key: key.slice(0, 200),
      text: text.slice(0, 8_000),
      metadata,
      source,
      run,
    });
    await memory.keepNewest(namespace, mostKept);
  } catch {
    // A memory more or less is not worth a training run.
  } finally {
    await memory.close();
  }
}
