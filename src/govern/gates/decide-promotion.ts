import type { LoadedPolicy } from '../policy/load-policy.ts';
import { type GatedStage, gatesFor } from '../policy/policy-schema.ts';
import type { ControlResult } from './control.ts';
import { askControls, type ControlContext } from './controls.ts';

/** Whether a version may go into a stage, control by control: there is no score over them. */
export interface GateDecision {
  model: string;
  version: string;
  stage: GatedStage;
  /** Whether no control failed. */
  allowed: boolean;
  controls: ControlResult[];
  /** The file that it was decided by; null where there is none, and so no control. */
  policy: { file: string; sha256: string } | null;
}

/** Asks the controls of a policy whether a version may go into a stage. */
export async function decidePromotion(
  {
    model,
    version,
    stage,
    policy,
  }: { model: string; version: string; stage: GatedStage; policy: LoadedPolicy | null },
  context: ControlContext,
): Promise<GateDecision> {
  const controls = policy === null ? [] : await askControls(gatesFor(policy.policy, model, stage), context);
  return {
    model,
    version,
    stage,
    allowed: controls.every(({ status }) => status !== 'fail'),
    controls,
    policy: policy && { file: policy.file, sha256: policy.sha256 },
  };
}
