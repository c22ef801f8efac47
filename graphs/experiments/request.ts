import { z } from 'zod';
import { RunStatus } from '../../src/observe/index.ts';
import { missingField } from '../missing-field.ts';

const Run = z.string().min(1);

/** What the experiment tracker is asked: one action, and what it needs. */
export const TrackerRequest = z.strictObject({
  action: z
    .enum(['log', 'list', 'show', 'compare', 'search', 'export'])
    .describe('log: keep a run; list, show, compare, search: look at runs; export: write them for MLflow'),
  run: Run.optional().describe('show: id, beginning of it, or name; log: a run to go on with'),
  runs: z
    .array(Run)
    .min(1)
    .optional()
    .describe('compare: two or more, the first is the baseline; export: which'),
  expression: z
    .string()
    .optional()
    .describe('search, export: such as metrics.rocAuc > 0.9 order by metrics.rocAuc desc'),
  limit: z.int().min(1).max(100_000).optional().describe('list, search: at most so many'),
  name: z.string().min(1).optional().describe('log: what the experiment is called; list: only of this one'),
  kind: z.string().min(1).optional().describe('log, list: training, candidate, …'),
  parent: Run.optional().describe('log: the run that this one is part of; list: only parts of it'),
  parameters: z.record(z.string(), z.unknown()).optional().describe('log'),
  metrics: z
    .record(z.string(), z.union([z.number().nullable(), z.array(z.number().nullable()).min(1)]))
    .optional()
    .describe('log: a number each, or the numbers of all steps; null is kept as not a number'),
  tags: z.record(z.string(), z.string()).optional().describe('log'),
  note: z.string().min(1).optional().describe('log'),
  seed: z.union([z.int(), z.string()]).optional().describe('log'),
  data: z.string().min(1).optional().describe('log: the file that was learned from; its SHA-256 is kept'),
  artifacts: z.array(z.string().min(1)).optional().describe('log: files and folders to keep copies of'),
  status: RunStatus.or(z.literal('interrupted'))
    .optional()
    .describe('log: how it ended, done when left out; list: only these'),
  to: z.string().min(1).optional().describe('export: folder to write to'),
});
export type TrackerRequest = z.infer<typeof TrackerRequest>;

/** @throws InputError `missing-field` */
export function refuseIncomplete(request: TrackerRequest): void {
  const { action, run } = request;
  const needs: Partial<Record<TrackerRequest['action'], readonly (keyof TrackerRequest)[]>> = {
    log: run === undefined ? ['name'] : [],
    show: ['run'],
    compare: ['runs'],
    search: ['expression'],
    export: ['to'],
  };
  for (const name of needs[action] ?? []) if (request[name] === undefined) throw missingField(action, name);
}
