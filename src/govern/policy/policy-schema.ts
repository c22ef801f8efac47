import { z } from 'zod';

const share = z.number().min(0).max(1);

/** The controls before one stage. A control that is not named is not asked for. */
export const Gates = z.strictObject({
  metrics: z
    .record(
      z.string(),
      z
        .strictObject({
          min: z.number().optional().describe('The least that is let through.'),
          max: z.number().optional().describe('The most that is let through.'),
        })
        .refine(({ min, max }) => min !== undefined || max !== undefined, 'min, max, or both must be given'),
    )
    .optional()
    .describe('Floors and ceilings of metrics, by name, on the rows that nothing was chosen by.'),
  notWorseThanLive: z
    .strictObject({
      metric: z.string().describe('The metric to compare by.'),
      margin: z
        .number()
        .min(0)
        .default(0)
        .describe(
          'By how much it may be worse: the 95% interval of the difference must lie above minus this.',
        ),
    })
    .optional()
    .describe(
      'Not worse than the version in production, on the same rows. Not applicable while there is none.',
    ),
  calibration: z
    .strictObject({ maxError: share.describe('Most expected calibration error, 0..1.') })
    .optional()
    .describe('Probabilities mean what they say. Not applicable to regression.'),
  latency: z
    .strictObject({
      p95Ms: z.number().positive().describe('Most milliseconds for one row, in 95 of 100 cases.'),
    })
    .optional()
    .describe('How fast it answers, measured on this machine.'),
  fairness: z
    .strictObject({
      columns: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe(
          'Columns of people’s attributes that must have been looked at; else those that the model names.',
        ),
      demographicParity: share
        .optional()
        .describe(
          'Most difference between groups in how often the positive class (the last one) is predicted.',
        ),
      equalizedOdds: share
        .optional()
        .describe('Most difference between groups in true-positive or false-positive rates.'),
      calibration: share
        .optional()
        .describe('Most difference between groups in how far predictions lie from what is so.'),
    })
    .refine(
      ({ demographicParity, equalizedOdds, calibration }) =>
        [demographicParity, equalizedOdds, calibration].some((limit) => limit !== undefined),
      'demographicParity, equalizedOdds or calibration must be given',
    )
    .optional()
    .describe('Gaps between groups of people.'),
  dataChecks: z
    .strictObject({
      allow: z
        .enum(['nothing', 'warnings'])
        .default('warnings')
        .describe('What the checks of the training table may have found.'),
    })
    .optional()
    .describe('What was found in the table that it was trained on.'),
  approvals: z
    .strictObject({
      count: z.int().min(1).max(20).default(1).describe('How many people must have approved.'),
      fourEyes: z
        .boolean()
        .default(false)
        .describe('Whether neither who registered it nor who promotes it counts among them.'),
      from: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe('Whose approvals count; anybody’s when left out.'),
    })
    .optional()
    .describe('People’s approvals (`opsmith models approve`).'),
  repository: z
    .strictObject({
      clean: z.boolean().default(true).describe('No uncommitted changes in the working tree.'),
      commit: z
        .boolean()
        .default(true)
        .describe('The commit that it was trained at was recorded, and the repository has it.'),
      tag: z
        .boolean()
        .default(true)
        .describe('The tag of the version, where it exists, stands at that commit.'),
    })
    .optional()
    .describe('The Git repository around the working directory.'),
});
export type Gates = z.infer<typeof Gates>;

const stageGates = {
  staging: Gates.optional().describe('What a version needs for staging.'),
  production: Gates.optional().describe('What a version needs for production.'),
};

/** A policy file: which controls stand before staging and before production, for all models and for some. */
export const Policy = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  ...stageGates,
  models: z
    .record(z.string(), z.strictObject(stageGates))
    .optional()
    .describe('By a model’s name: controls that take the place of those above of the same name.'),
});
export type Policy = z.infer<typeof Policy>;

/** The stages that gates may stand before. */
export type GatedStage = 'staging' | 'production';

/** The controls that stand before a stage for one model. */
export function gatesFor(policy: Policy, model: string, stage: GatedStage): Gates {
  return { ...policy[stage], ...policy.models?.[model]?.[stage] };
}
