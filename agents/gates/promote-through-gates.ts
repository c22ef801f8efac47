import { resolve } from 'node:path';
import type { Config } from '../../src/config/index.ts';
import { type GatedStage, type LoadedPolicy, loadPolicy } from '../../src/govern/index.ts';
import { type Doing, type Promotion, promote, type Registry } from '../../src/registry/index.ts';
import { gateEvidence } from './gate-evidence.ts';

export interface GatedPromotion extends Doing {
  registry: Registry;
  config: Config;
  /** Absolute; where the policy, the repository and tables are looked for. */
  workspace: string;
  /** `NAME@VERSION`. */
  reference: string;
  to: GatedStage;
  /** Rows that no version has learned from, with what is true of them. */
  data?: string | null;
  dryRun?: boolean;
}

/** Lets a version through the gates of the project's policy, and into a stage. @throws what `promote` and `loadProjectPolicy` do */
export async function promoteThroughGates(request: GatedPromotion): Promise<Promotion> {
  const { registry, config, workspace, reference, to, data = null, ...rest } = request;
  return promote(registry, {
    ...rest,
    reference,
    to,
    policy: await loadProjectPolicy(config, workspace),
    evidence: gateEvidence({ registry, stage: to, workspace, data }),
  });
}

/** The policy of a project, or null where it has none. @throws InputError `policy-invalid`, `policy-unreadable` */
export async function loadProjectPolicy(config: Config, workspace: string): Promise<LoadedPolicy | null> {
  const { knownMetrics } = await import('./known-metrics.ts');
  return loadPolicy(resolve(workspace, config.registry.policy), knownMetrics);
}

/** The version that is promoted when only the model is named: to production the one in staging, else the latest. */
export async function versionToPromote(registry: Registry, name: string, to: GatedStage): Promise<string> {
  const versions = await registry.list({ model: name });
  const staged = to === 'production' ? versions.find(({ stage }) => stage === 'staging') : undefined;
  return (staged ?? (await registry.get(`${name}@latest`))).id;
}

/** The controls of a decision as lines for people: what passed, what failed and why. */
export function controlLines({ decision }: Pick<Promotion, 'decision'>): string[] {
  const mark = { pass: 'pass', fail: 'FAIL', 'not-applicable': 'n/a ' };
  return decision.controls.map(({ control, status, says }) => `${mark[status]}  ${control}: ${says}`);
}
