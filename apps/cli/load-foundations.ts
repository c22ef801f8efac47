import { loadInTurns } from '../../src/turns/index.ts';

/** Loads what the workbench's own module needs, in pieces with turns between; by itself it would load all of it in one stretch. */
export async function loadFoundations(): Promise<void> {
  await loadInTurns([
    () => import('zod'),
    () => import('../../src/llm/index.ts'),
    () => import('../../src/config/index.ts'),
  ]);
}
