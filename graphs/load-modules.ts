import { loadInTurns } from '../src/turns/index.ts';

/**
 * Loads what a run of the supervisor needs, in pieces with turns between: LangGraph from the packages that need nothing up to those that need them. Every piece is loaded
 * once in a process, so it may be called ahead, in a pause.
 */
export async function loadSupervisor(): Promise<void> {
  await loadInTurns([
    () => import('zod'),
    () => import('better-sqlite3'),
    () => import('@langchain/core/utils/uuid'),
    () => import('@langchain/core/callbacks/manager'),
    () => import('@langchain/core/messages'),
    () => import('@langchain/core/runnables'),
    () => import('@langchain/core/load'),
    () => import('@langchain/langgraph-checkpoint'),
    () => import('@langchain/langgraph/web'),
    () => import('@langchain/langgraph'),
    () => import('./checkpoint-saver.ts'),
    () => import('./run-driver.ts'),
    () => import('./supervisor/graph.ts'),
  ]);
}
