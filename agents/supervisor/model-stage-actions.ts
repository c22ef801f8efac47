import { z } from 'zod';
import { defineAction } from '../define.ts';

const Model = z.string().min(1).describe('name of a model in the registry');
const Version = z.string().min(1).describe('as typed, without a leading v');

/** What a program may say beside: why, and who does it. */
const doing = {
  reason: z.string().min(1).optional().describe('why: kept in the log'),
  by: z.string().min(1).max(100).optional().describe('who does it'),
};

/** Puts a version away. */
export const archiveModel = defineAction({
  name: 'archive_model',
  when: 'To put a version of a model into the archive: it is kept and not used. Asks for approval.',
  input: z.object({ model: Model, version: Version.optional() }),
  programInput: z.object(doing),
  slots: { model: 'model', version: 'version' },
  examples: [
    'archive churn 1.0.0',
    'archive version 2.1.0 of the fraud model',
    'move loans@1.0.0 to the archive',
    'please archive churn version 3',
    'put pricing 1.2.0 into the archive',
    'retire churn 1.0.0',
    'retire version 2 of loans',
    'mothball fraud@1.1.0',
    'send churn 1.0.1 to the archive',
    'archive the model pricing 2.0.0',
    'decommission loans@1.0.0',
  ],
  cues: {
    archive: 4,
    'to archive': 2,
    'into archive': 2,
    retire: 4,
    mothball: 4,
    decommission: 4,
    '"from the archive"': -5,
    '"out of the archive"': -5,
    unarchive: -5,
    '"bring back"': -5,
    '"back from"': -5,
    restore: -5,
  },
  effect: 'world',
  refuse: async (input, where) => (await import('../tools/check-names.ts')).checkNames(input, where),
  question: async (input, context) => (await import('../tools/model-stages.ts')).askToArchive(input, context),
  execute: async (input, context) => (await import('../tools/model-stages.ts')).archiveModel(input, context),
});

/** Takes a version out of the archive. */
export const restoreModel = defineAction({
  name: 'restore_model',
  when: 'To take a version of a model out of the archive; it is in no stage then. To make an earlier version the live one choose roll_back_model. Asks for approval.',
  input: z.object({ model: Model, version: Version.optional() }),
  programInput: z.object(doing),
  slots: { model: 'model', version: 'version' },
  examples: [
    'restore churn 1.0.0 from the archive',
    'unarchive churn 1.0.0',
    'bring the archived churn 1.0.0 back',
    'take loans@1.0.0 out of the archive',
    'un-archive version 2 of fraud',
    'get pricing 1.1.0 back from the archive',
    'bring back the archived version of churn',
    'dearchive fraud@2.0.0',
    'restore the archived loans 1.2.0',
    'fetch churn 1.0.1 out of the archive',
  ],
  cues: {
    unarchive: 6,
    'un-archive': 6,
    dearchive: 6,
    '"from the archive"': 6,
    '"out of the archive"': 6,
    'back archived': 6,
    'archived back': 6,
    'restore archived': 6,
    'restore archive': 5,
    'restore from archive': 2,
  },
  effect: 'world',
  refuse: async (input, where) => (await import('../tools/check-names.ts')).checkNames(input, where),
  question: async (input, context) => (await import('../tools/model-stages.ts')).askToRestore(input, context),
  execute: async (input, context) => (await import('../tools/model-stages.ts')).restoreModel(input, context),
});

/** Puts a person's approval down. */
export const approveModel = defineAction({
  name: 'approve_model',
  when: 'To put down that a person approves of a version of a model for a stage: one of the eyes that a policy may ask for. Asks for confirmation.',
  input: z.object({
    model: Model,
    version: Version.optional(),
    to: z.enum(['staging', 'production']).optional().describe('production when left out'),
  }),
  programInput: z.object(doing),
  slots: { model: 'model', version: 'version', to: 'stage' },
  examples: [
    'approve churn 1.1.0',
    'approve churn@1.2.0 for production',
    'I approve version 2.0.0 of the fraud model',
    'approve the model loans 1.0.1 for staging',
    'sign off churn 1.1.0',
    'sign off on fraud@2.0.0',
    'give churn 1.0.0 my approval',
    'record my approval of pricing 3.0.0',
    'please approve version 1.2.0 of loans',
    'I approve of churn 1.1.0 for production',
  ],
  cues: {
    // As it stands: “the committee approved churn@3, so promote it” asks for a promotion.
    '"^ approve"': 5,
    '"i approve"': 5,
    '"please approve"': 5,
    '"to approve"': 2,
    '"^ sign off"': 5,
    '"please sign off"': 5,
    '"my approval"': 5,
    finding: -5,
    recommendation: -5,
    suggestion: -5,
    issue: -3,
    fix: -3,
  },
  effect: 'world',
  onlyIfAsked: true,
  refuse: async (input, where) => (await import('../tools/check-names.ts')).checkNames(input, where),
  question: async (input, context) => (await import('../tools/model-stages.ts')).askToApprove(input, context),
  execute: async (input, context) => (await import('../tools/model-stages.ts')).approveModel(input, context),
});

/** Gives a version a name of one's own. */
export const aliasModel = defineAction({
  name: 'alias_model',
  when: 'To call a version of a model by a word of one’s own, such as champion: NAME@champion names it from then on. Asks for approval.',
  input: z.object({
    model: Model,
    version: Version.optional(),
    alias: z.string().min(1).describe('the word'),
  }),
  programInput: z.object(doing),
  slots: { model: 'model', version: 'version', alias: 'alias' },
  examples: [
    'alias churn 1.1.0 as champion',
    'tag churn 1.1.0 as champion',
    'give churn@1.2.0 the alias challenger',
    'label version 2.0.0 of fraud as baseline',
    'mark loans 1.0.0 with the alias candidate',
    'set the alias champion to churn 1.1.0',
    'call churn 1.0.0 @golden',
    'tag version 3.0.0 of pricing as stable',
    'nickname fraud@1.1.0 as backup',
    'point the alias champion at churn@1.2.0',
  ],
  cues: {
    alias: 6,
    nickname: 5,
    'tag as': 5,
    'label as': 4,
    'tag version': 2,
    '"git tag"': -6,
  },
  effect: 'world',
  refuse: async ({ alias: _, ...input }, where) =>
    (await import('../tools/check-names.ts')).checkNames(input, where),
  question: async (input, context) => (await import('../tools/model-stages.ts')).askToAlias(input, context),
  execute: async (input, context) => (await import('../tools/model-stages.ts')).aliasModel(input, context),
});
