/**
 * The model registry: versions with semantic numbers, stages, aliases, approvals, lineage, and their files, each checked whenever it is read. It
 * knows files and JSON, not how models are made.
 */

export type { VersionComparison } from './compare-versions.ts';
export { compareRecords } from './compare-versions.ts';
export type { RepositoryHealth } from './git/repository-health.ts';
export { repositoryHealth } from './git/repository-health.ts';
export type { VersionTag } from './git/tag-version.ts';
export type { Lineage, LineageDirection } from './lineage/lineage.ts';
export type { ModelOrigin, ModelVersion, Stage, VersionChoice } from './model-version.ts';
export { stages } from './model-version.ts';
export type { OpenRegistryOptions, Registry, ResolvedModel } from './open-registry.ts';
export { openRegistry } from './open-registry.ts';
export type { ProjectRegistryOptions } from './project-registry.ts';
export { openProjectRegistry } from './project-registry.ts';
export type { Promotion, PromotionRequest } from './promotion.ts';
export { promote } from './promotion.ts';
export type { PruneReport } from './prune.ts';
export type { Registration } from './register.ts';
export type { Doing } from './registry-context.ts';
export type { Approval } from './stages/approvals.ts';
export type { StageOutcome } from './stages/change-stage.ts';
export type { ModelState, Standing } from './stages/live-at.ts';
export type { FilesReport } from './verify-files.ts';
