import { z } from 'zod';
import { ArtifactFile } from '../artifacts/manifest.ts';

/** The first file of an export: what the registry knows of the version. */
export const exportedName = 'opsmith-model.json';
/** The last file of an export: SHA-256 and name of every other, as `sha256sum` prints them. */
export const sumsName = 'SHA256SUMS';

/** What an export says of its version. */
export const ExportedVersion = z.strictObject({
  format: z.literal('opsmith-model-export'),
  version: z.literal(1),
  model: z.string(),
  modelVersion: z.string(),
  artifact: z.strictObject({ sha256: z.string(), files: z.array(ArtifactFile).min(1) }),
  record: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.number()),
  run: z.string().nullable(),
  gitCommit: z.string().nullable(),
  registeredAt: z.string(),
  registeredBy: z.string(),
  notes: z.string().nullable(),
});
export type ExportedVersion = z.infer<typeof ExportedVersion>;
