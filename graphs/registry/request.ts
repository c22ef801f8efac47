import { z } from 'zod';
import { stages } from '../../src/registry/index.ts';
import { missingField } from '../missing-field.ts';

const Reference = z.string().min(1);

/** What the model registry is asked: one action, and what it needs. */
export const RegistryRequest = z.strictObject({
  action: z
    .enum([
      'list',
      'show',
      'compare',
      'history',
      'at',
      'lineage',
      'verify',
      'audit',
      'register',
      'approve',
      'alias',
      'promote',
      'rollback',
      'export',
      'import',
    ])
    .describe('promote and rollback ask for approval; promote goes through the gates of the policy file'),
  model: Reference.optional().describe('NAME, NAME@VERSION or NAME@ALIAS; register: the name'),
  other: Reference.optional().describe('compare: the other version'),
  version: z
    .string()
    .min(1)
    .optional()
    .describe('register, import: a number of your own; rollback: to which'),
  stage: z.enum(stages).optional().describe('list: only these; approve: for which, production when left out'),
  to: z.enum(['staging', 'production']).optional().describe('promote: where to, production when left out'),
  data: z.string().min(1).optional().describe('promote, compare: rows that nothing was learned from'),
  metric: z.string().min(1).optional().describe('compare: on the rows of data'),
  time: z.iso.datetime({ offset: true }).optional().describe('at: the moment, now when left out'),
  direction: z.enum(['upstream', 'downstream', 'both']).optional().describe('lineage: both when left out'),
  alias: z.string().min(1).optional().describe('alias: the word'),
  folder: z.string().min(1).optional().describe('register: the folder with the model’s files'),
  run: z.string().min(1).optional().describe('register: the run that made it'),
  file: z.string().min(1).optional().describe('export: where to; import: which'),
  reason: z.string().min(1).optional().describe('why: kept in the log'),
  by: z.string().min(1).max(100).optional().describe('who does it; else your account’s name'),
});
export type RegistryRequest = z.infer<typeof RegistryRequest>;

/** What an action cannot be done without. */
const needs: Partial<Record<RegistryRequest['action'], readonly (keyof RegistryRequest)[]>> = {
  show: ['model'],
  compare: ['model', 'other'],
  history: ['model'],
  at: ['model'],
  lineage: ['model'],
  register: ['model', 'folder'],
  approve: ['model'],
  alias: ['model', 'alias'],
  promote: ['model'],
  rollback: ['model'],
  export: ['model', 'file'],
  import: ['file'],
};

/** @throws InputError `missing-field` */
export function refuseIncomplete(request: RegistryRequest): void {
  const { action, data } = request;
  const wanted = [...(needs[action] ?? []), ...(action === 'compare' && data ? (['metric'] as const) : [])];
  for (const name of wanted) if (request[name] === undefined) throw missingField(action, name);
}
