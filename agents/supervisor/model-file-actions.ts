import { z } from 'zod';
import { defineAction } from '../define.ts';

const Model = z.string().min(1).describe('name of a model in the registry');
const Version = z.string().min(1).describe('as typed, without a leading v');

/** What a program may say beside: why, and who does it. */
const doing = {
  reason: z.string().min(1).optional().describe('why: kept in the log'),
  by: z.string().min(1).max(100).optional().describe('who does it'),
};

/** Takes a version out of the registry. */
export const deleteModel = defineAction({
  name: 'delete_model',
  when: 'To delete a version of a model from the registry. Asks for approval.',
  input: z.object({ model: Model, version: Version.optional() }),
  programInput: z.object(doing),
  slots: { model: 'model', version: 'version' },
  examples: [
    'delete churn@1.0.0',
    'delete version 1.2.0 of the fraud model',
    'remove loans@2.0.1 from the registry',
    'delete model pricing version 3',
    'remove the model churn 1.0.3 from the registry',
    'erase version 2 of churn',
    'drop model version fraud@1.0.0',
    'delete fraud 1.1.0',
    'please delete the version 2.0.0 of loans',
    'get rid of churn version 4',
    'remove version 1 of the pricing model',
  ],
  cues: {
    'delete model': 3,
    'delete version': 3,
    'throw away': 3,
    'throw out': 2.5,
    'remove model': 3,
    'remove version': 3,
    'erase version': 3,
    'from registry': 2,
    delete: 2.5,
    erase: 2.5,
    model: 0.5,
  },
  effect: 'world',
  question: async (input, context) => (await import('../tools/model-files.ts')).askToDelete(input, context),
  execute: async (input, context) => (await import('../tools/model-files.ts')).deleteModel(input, context),
});

/** Writes a version as a file that another registry can take up. */
export const exportModel = defineAction({
  name: 'export_model',
  when: 'To write a version of a model as one tar file that another registry can import. Asks for approval.',
  input: z.object({
    model: Model,
    version: Version.optional(),
    file: z.string().min(1).optional().describe('MODEL-VERSION.tar when left out'),
  }),
  slots: { model: 'model', version: 'version', file: 'archive' },
  examples: [
    'export churn',
    'export churn@1.2.0 to churn.tar',
    'export the fraud model',
    'export version 1.0.1 of pricing to out/pricing.tar',
    'write the churn model to churn.tar',
    'save model loans@2.0.0 as loans.tar',
    'export model churn',
    'export pricing version 3 as pricing-3.tar',
    'give me churn as a tar file',
    'export loans 1.0.0',
    'export the churn model so that another team can import it',
  ],
  cues: {
    export: 3.5,
    'export model': 3.5,
    'as tar': 2.5,
    'to tar': 2.5,
    'as file': 2.5,
    package: 2.5,
    'hand over': 2.5,
    'into file': 2,
    'tar file': 2,
    model: 0.5,
  },
  effect: 'world',
  question: async (input, context) => (await import('../tools/model-files.ts')).askToExport(input, context),
  execute: async (input, context) => (await import('../tools/model-files.ts')).exportModel(input, context),
});

/** Takes up a version that was exported. */
export const importModel = defineAction({
  name: 'import_model',
  when: 'To register a version of a model from a tar file that was exported. Asks for approval.',
  input: z.object({ file: z.string().min(1).describe('what was exported, such as churn.tar') }),
  programInput: z.object(doing),
  slots: { file: 'archive' },
  examples: [
    'import churn.tar',
    'import the model in models/fraud.tar',
    'import model from pricing-1.2.0.tar',
    'register the export out/churn.tar',
    'load loans.tar into the registry',
    'import backup/churn-1.2.0.tar',
    'import the exported model fraud.tar',
    'take up churn.tar in the registry',
    'bring loans-2.0.0.tar into the registry',
    'import the model from churn.tar',
  ],
  cues: {
    import: 3.5,
    '"last import"': -3.5,
    '"import of"': -3.5,
    'import model': 3.5,
    'into registry': 2.5,
    'load registry': 2,
    'load model': 2,
    'register model': 4,
    'register export': 3,
  },
  effect: 'world',
  question: async (input, context) => (await import('../tools/model-files.ts')).askToImport(input, context),
  execute: async (input, context) => (await import('../tools/model-files.ts')).importModel(input, context),
});
