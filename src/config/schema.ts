import { z } from 'zod';
import { LimitsConfig, ModelsConfig } from '../llm/index.ts';

/** The whole configuration. Every key has a default and a description; the documentation is made from them. */
export const Config = z.strictObject({
  $schema: z.string().optional().describe('Where an editor finds the JSON Schema (`opsmith config schema`).'),
  home: z
    .string()
    .min(1)
    .default('.opsmith')
    .describe('Folder of the state (database, history), relative to the working directory.'),
  models: ModelsConfig,
  limits: LimitsConfig,
  code: z
    .strictObject({
      coverage: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe('lcov or Cobertura file with test coverage; null looks in the usual places.'),
    })
    .prefault({}),
  run: z
    .strictObject({
      parallelSteps: z
        .int()
        .min(1)
        .max(32)
        .default(4)
        .describe('How many steps of a plan that do not depend on each other run at the same time.'),
      maxReplans: z
        .int()
        .min(0)
        .max(10)
        .default(2)
        .describe('How often a run may plan again after a step failed.'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;
