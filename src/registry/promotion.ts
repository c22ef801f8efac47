import { InputError } from '../errors/index.ts';
import {
  decidePromotion,
  type GateDecision,
  type GatedStage,
  type GateEvidence,
  type LoadedPolicy,
} from '../govern/index.ts';
import type { ModelVersion } from './model-version.ts';
import type { Registry } from './open-registry.ts';
import type { Doing } from './registry-context.ts';
import type { StageOutcome } from './stages/change-stage.ts';

export interface PromotionRequest extends Doing {
  /** `NAME@VERSION`. */
  reference: string;
  to: GatedStage;
  /** Null: there are no gates. */
  policy: LoadedPolicy | null;
  /** What the gates judge by, of a version and the one in production (null: none is). */
  evidence: (version: ModelVersion, live: ModelVersion | null) => GateEvidence;
  /** Only decide; neither the decision nor the version's stage is kept. */
  dryRun?: boolean;
}

/** What became of a promotion. */
export interface Promotion {
  decision: GateDecision;
  /** Number of the log's entry with the decision; null for a trial. */
  entry: number | null;
  /** Null where a gate did not let it through, and for a trial. */
  outcome: StageOutcome | null;
}

/**
 * Lets a version through the gates before a stage, and into it. The decision is in the log either way.
 *
 * @throws InputError `already-in-stage`, `registry-changed`, and what `get` throws
 */
export async function promote(registry: Registry, request: PromotionRequest): Promise<Promotion> {
  const { reference, to, dryRun = false, policy: _, evidence: __, ...doing } = request;
  // Done again by the same step of a run, it goes by the decision of the first time.
  const before = await registry.recordedDecision(decisionEffect(doing.effect));
  if (before === null) {
    const { stage, id, model, version } = await registry.get(reference);
    if (stage === to)
      throw new InputError('already-in-stage', `${id} is in ${to} already.`, { details: { model, version } });
  }
  const live = await registry.live(before?.decision.model ?? (await registry.get(reference)).model);
  const decision = before?.decision ?? (await decide(registry, request, live));
  if (dryRun) return { decision, entry: null, outcome: null };
  const entry =
    before?.entry ??
    (await registry.recordDecision(decision, { ...doing, effect: decisionEffect(doing.effect) }));
  if (!decision.allowed) return { decision, entry, outcome: null };
  const outcome = await registry.changeStage({
    ...doing,
    reference: `${decision.model}@${decision.version}`,
    to,
    decision: entry,
    live: live?.version ?? null,
  });
  return { decision, entry, outcome };
}

function decisionEffect(effect: Doing['effect']): Doing['effect'] {
  return effect && { ...effect, name: `${effect.name}-decision` };
}

async function decide(
  registry: Registry,
  { reference, to, policy, evidence, actor }: PromotionRequest,
  live: ModelVersion | null,
): Promise<GateDecision> {
  const version = await registry.get(reference);
  return decidePromotion(
    { model: version.model, version: version.version, stage: to, policy },
    { evidence: evidence(version, live), actor, registeredBy: version.registeredBy },
  );
}
