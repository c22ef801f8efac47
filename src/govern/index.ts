/** Governance: the log of what was done and decided, and the gates before a model is used. Knows nothing of how models are made. */

export type { AuditAnchor } from './audit/anchor.ts';
export type { AuditEntry, AuditNote } from './audit/audit-entry.ts';
export type { AuditFilter, AuditLog } from './audit/audit-log.ts';
export { openAuditLog } from './audit/audit-log.ts';
export type { AuditProblem, AuditReport } from './audit/verify-log.ts';
