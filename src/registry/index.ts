/**
 * The model registry: versions with semantic numbers, stages, aliases, approvals, lineage, and their files, each checked whenever it is read. It
 * knows files and JSON, not how models are made.
 */

export type { ModelOrigin, ModelVersion, Stage, VersionChoice } from './model-version.ts';
export type { OpenRegistryOptions, Registry, ResolvedModel } from './open-registry.ts';
export { openRegistry } from './open-registry.ts';
export type { ProjectRegistryOptions } from './project-registry.ts';
export { openProjectRegistry } from './project-registry.ts';
export type { Registration } from './register.ts';
