import { dirname } from 'node:path';
import { findAction } from '../../agents/index.ts';
import { missingIn } from '../../agents/planner/index.ts';
import { openProjectRegistry } from '../../src/registry/index.ts';
import { loadInTurns } from '../../src/turns/index.ts';
import type { LastTurn } from '../conversation.ts';
import type { SupervisorContext } from './context.ts';
import type { Plan } from './planning.ts';

type Within = Pick<SupervisorContext, 'store' | 'config' | 'workspace' | 'agents'>;

/**
 * A plan of the policy's, after a training task: words that ask what it was like are answered rather than taken for an order ("what did the optimizer do?"), and "it" in a
 * step that lacks a model is the model that came of it; what was promoted last is what "undo the last promotion" speaks of.
 */
export async function aboutLatestTask(
  plan: Plan,
  { text, previous }: { text: string; previous: LastTurn | null },
  within: Within,
): Promise<Plan> {
  if (plan.decidedBy !== 'policy') return plan;
  // After a review, "is it any good?" means the code.
  if (previous?.steps.some(({ agent }) => agent === 'code-analyst')) return plan;
  const { asksAboutTraining } = await loadInTurns([() => import('../training-task/conversation/answer.ts')]);
  const isAsked = asksAboutTraining(text);
  const lacks = plan.steps.map(({ agent, action, arguments: given }, at) => {
    const known = findAction(within.agents, agent, action)?.action;
    if (!takesModel.has(action) || given.model !== undefined || known === undefined) return false;
    // What this very plan trains is what is meant.
    return !plan.steps.slice(0, at).some((step) => step.action === known.supplied?.model);
  });
  if (!isAsked && !lacks.includes(true)) return plan;
  const { latestTaskResult } = await loadInTurns([() => import('../training-task/index.ts')]);
  const task = latestTaskResult(dirname(within.store.path));
  if (isAsked && task !== null)
    return {
      steps: [{ agent: 'supervisor', action: 'answer', arguments: { text } }],
      decidedBy: 'policy',
      reason: 'The record of the last training task answers it.',
    };
  const made = task === null ? null : `${task.model.name}@${task.model.version}`;
  const steps = await Promise.all(
    plan.steps.map(async (step, at) => {
      if (!lacks[at]) return step;
      const model =
        step.action === 'roll_back_model' ? await lastPromoted(within) : speaksOfIt.test(text) ? made : null;
      return model === null ? step : { ...step, arguments: { ...step.arguments, model } };
    }),
  );
  if (steps.every((step, at) => step === plan.steps[at])) return plan;
  const { clarification, ...rest } = plan;
  const missing = clarification === undefined ? undefined : missingIn(steps, within.agents);
  return { ...rest, steps, ...(missing === undefined ? {} : { clarification: missing }) };
}

const takesModel: ReadonlySet<string> = new Set([
  'validate_model',
  'check_fairness',
  'promote_model',
  'roll_back_model',
  'archive_model',
  'approve_model',
  'alias_model',
  'export_model',
  'predict_rows',
]);
const speaksOfIt = /\b(it|this|that|the (new )?(model|one))\b/i;

/** The model of which a version went into production last; null where none has. */
async function lastPromoted({ store, config, workspace }: Within): Promise<string | null> {
  const registry = openProjectRegistry({ store, config, cwd: workspace });
  const changes = await registry.audit.list({ kind: 'stage-changed' });
  return changes.findLast(({ body }) => body.to === 'production')?.model ?? null;
}
