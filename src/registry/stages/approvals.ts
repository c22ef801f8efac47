import type { AuditEntry, AuditLog } from '../../govern/index.ts';
import type { Stage } from '../model-version.ts';
import { findVersion } from '../read-versions.ts';
import { type Doing, type RegistryContext, write } from '../registry-context.ts';

/** Somebody's word that a version may go into a stage. */
export interface Approval {
  actor: string;
  at: string;
  stage: Stage;
  reason: string | null;
}

/** Approves of a version for a stage, or takes that back. @throws what `get` throws */
export async function approve(
  context: RegistryContext,
  {
    reference,
    stage,
    actor,
    reason,
    effect,
    withdraw = false,
  }: Doing & { reference: string; stage: Stage; withdraw?: boolean },
): Promise<{ model: string; version: string }> {
  return write(context, effect, async (transaction) => {
    const { model, version } = await findVersion(transaction, reference);
    await context.audit.append(transaction, {
      actor,
      kind: withdraw ? 'approval-withdrawn' : 'approved',
      model,
      version,
      body: { stage, reason: reason ?? null },
    });
    return { model, version };
  });
}

/** The approvals of a version that stand: of each person the latest word. */
export async function approvalsOf(
  audit: AuditLog,
  { model, version }: { model: string; version: string },
): Promise<Approval[]> {
  const standing = new Map<string, Approval>();
  for (const entry of await audit.list({ model })) {
    if (entry.version !== version || !['approved', 'approval-withdrawn'].includes(entry.kind)) continue;
    const approval = approvalIn(entry);
    const key = JSON.stringify([approval.actor, approval.stage]);
    if (entry.kind === 'approved') standing.set(key, approval);
    else standing.delete(key);
  }
  return [...standing.values()];
}

function approvalIn({ actor, at, body }: AuditEntry): Approval {
  const { stage, reason } = body as { stage: Stage; reason: string | null };
  return { actor, at, stage, reason };
}
