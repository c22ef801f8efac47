import { loadInTurns } from '../src/turns/index.ts';

let supervisor: Promise<unknown> | null = null;
let training: Promise<unknown> | null = null;

/**
 * Loads what a run of the supervisor needs, in pieces with turns between: LangGraph from the packages that need nothing up to those that need them. Loaded once
 * in a process.
 */
export async function loadSupervisor(): Promise<void> {
  supervisor ??= loadInTurns([
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
  await supervisor;
}

/** Loads what a training task needs, likewise: the engine from the tables up. */
export async function loadTraining(): Promise<void> {
  training ??= loadInTurns([
    async () => (await import('../src/data/index.ts')).loadDuckDb(),
    () => import('../src/train/index.ts'),
    () => import('../src/features/index.ts'),
    () => import('../src/artifact/index.ts'),
    () => import('../src/evaluate/index.ts'),
    () => import('../src/automl/index.ts'),
    () => import('../src/plots/index.ts'),
    () => import('../src/report/index.ts'),
    () => import('../src/experiments/index.ts'),
    () => import('../src/registry/index.ts'),
    () => import('../agents/decisions/proposals.ts'),
    () => import('./training-task/check-request.ts'),
    () => import('./training-task/run-phase.ts'),
    () => import('./training-task/action.ts'),
    () => import('./training-task/graph.ts'),
  ]);
  await training;
}
