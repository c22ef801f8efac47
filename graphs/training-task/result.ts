import { z } from 'zod';
import { Proposal } from '../../agents/decisions/proposals.ts';

const Scores = z.record(z.string(), z.number().nullable());

/** What a training task comes to: the document of `opsmith train --json`, and what conversation about it is answered from. */
export const TaskResult = z.object({
  run: z.string(),
  status: z.string(),
  task: z.enum(['binary', 'multiclass', 'regression']),
  target: z.string(),
  metric: z.string(),
  /** Why that metric; left out by tasks that ended before it was kept. */
  metricReason: z.string().optional(),
  model: z.object({
    name: z.string(),
    version: z.string(),
    /** Absolute folder. */
    artifact: z.string(),
    sha256: z.string(),
  }),
  scores: z.object({ validation: Scores, test: Scores, baseline: z.number().nullable() }),
  leaderboard: z.array(
    z.object({
      candidate: z.string(),
      family: z.string(),
      origin: z.string(),
      score: z.number().nullable(),
      seconds: z.number(),
    }),
  ),
  /** How the ensemble's members come to one answer. */
  ensembleKind: z.enum(['single', 'blend', 'stack']).default('blend'),
  /** The blend's members by their say. */
  ensemble: z.array(z.object({ candidate: z.string(), family: z.string(), weight: z.number() })),
  /** `contribution`: the score with what the agent added less that without, better above 0; null where it cannot be told. */
  agents: z.array(
    z.object({
      agent: z.string(),
      seconds: z.number(),
      contribution: z.number().nullable(),
      costUsd: z.number().nullable(),
      note: z.string(),
    }),
  ),
  /** The crew's model against the best single candidate and against one gradient boosting at its defaults, on the folds. */
  collaboration: z.object({
    crew: z.number(),
    bestSingle: z.number(),
    reference: z.number().nullable(),
  }),
  dropped: z.array(z.object({ column: z.string(), reason: z.string(), by: z.string() })),
  features: z.array(z.object({ title: z.string(), kept: z.boolean(), gain: z.number(), by: z.string() })),
  /** What a language model proposed in place of the policies, held against theirs by the engine; empty without one. */
  proposals: z.array(Proposal).default([]),
  judgements: z.array(
    z.object({
      round: z.number(),
      verdict: z.string(),
      fault: z.string().nullable(),
      why: z.string(),
      /** By how much it is better than always saying the same, on the validator’s rows, with the 95% interval. */
      overBaseline: z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullish(),
      /** The same over the version that was in production, and which that was. */
      overLive: z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullish(),
      live: z.string().nullish(),
    }),
  ),
  data: z.object({
    path: z.string(),
    fingerprint: z.string(),
    rows: z.object({ all: z.number(), train: z.number(), test: z.number() }),
    /** How rows to judge by were set apart: `by` `time` and `group` name a column. */
    split: z.object({ by: z.string(), column: z.string().nullable(), why: z.string() }).optional(),
  }),
  seconds: z.number(),
  timeBudget: z.number(),
  report: z.string().nullable(),
  card: z.string().nullable(),
  warnings: z.array(z.string()),
});
export type TaskResult = z.infer<typeof TaskResult>;
