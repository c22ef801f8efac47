import type { Artifact } from './artifacts/manifest.ts';
import type { Bump } from './versions/semantic-version.ts';

/** Where a version stands. One version of a model at most is in `staging`, and one in `production`. */
export const stages = ['staging', 'production', 'archived'] as const;
export type Stage = (typeof stages)[number];

/** Why a version has its number. */
export interface VersionChoice {
  /** What the registry proposed. */
  proposed: string;
  /** Null for the first version. */
  bump: Bump | null;
  /** What changed since the version that it was compared with, a sentence each. */
  reasons: string[];
  /** Null for the first version. */
  comparedWith: string | null;
  /** Whether a person chose another number than the proposed one. */
  overridden: boolean;
}

/** What a model came from. Fingerprints are whatever the makers use to tell two of a kind apart. */
export interface ModelOrigin {
  data?: readonly { fingerprint: string; path?: string; rows?: number; columns?: number }[];
  features?: { fingerprint: string; names: readonly string[] };
  /** Versions that it was made from, `NAME@VERSION`: a warm start, an ensemble's parts. */
  parents?: readonly string[];
}

/** A version of a model, as the registry knows it. */
export interface ModelVersion {
  model: string;
  version: string;
  /** `NAME@VERSION`. */
  id: string;
  /** Null: registered, and put nowhere yet. */
  stage: Stage | null;
  /** Own ones; `production`, `staging` and `latest` are always understood. */
  aliases: string[];
  artifact: Artifact;
  /** The run that made it. */
  run: string | null;
  gitCommit: string | null;
  registeredAt: string;
  registeredBy: string;
  choice: VersionChoice;
  /** Of the rows that nothing was chosen by. */
  metrics: Readonly<Record<string, number>>;
  /** The contents of the artifact's `model.json`. */
  record: Readonly<Record<string, unknown>>;
  notes: string | null;
}
