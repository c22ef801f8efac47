/** Governance: the log of what was done and decided, and the gates before a model is used. Knows nothing of how models are made. */

export type { AuditAnchor } from './audit/anchor.ts';
export type { AuditEntry, AuditNote } from './audit/audit-entry.ts';
export type { AuditFilter, AuditLog } from './audit/audit-log.ts';
export { openAuditLog } from './audit/audit-log.ts';
export type { AuditProblem, AuditReport } from './audit/verify-log.ts';
export type { ControlResult } from './gates/control.ts';
export type { GateDecision } from './gates/decide-promotion.ts';
export { decidePromotion } from './gates/decide-promotion.ts';
export type {
  ApprovalEvidence,
  CalibrationEvidence,
  ComparisonEvidence,
  DataChecksEvidence,
  FairnessEvidence,
  GateEvidence,
  LatencyEvidence,
  RepositoryEvidence,
  Without,
} from './gates/evidence.ts';
export { sameMetric } from './gates/evidence.ts';
export type { LoadedPolicy } from './policy/load-policy.ts';
export { loadPolicy } from './policy/load-policy.ts';
export type { GatedStage } from './policy/policy-schema.ts';
export { Policy } from './policy/policy-schema.ts';
