import { z } from 'zod';
import { PlotData } from '../plots/index.ts';

/** A score, with the interval that it lies in where that was computed. Null: could not be computed. */
export const Score = z.object({
  metric: z.string(),
  value: z.number().nullable(),
  /** Ends of the interval at `level`. */
  low: z.number().optional(),
  high: z.number().optional(),
  /** Of confidence, 0 to 1. */
  level: z.number().min(0).max(1).default(0.95),
});

/** A decision of the crew: what was proposed, who decided, and what the engine measured. */
const Decision = z.object({
  phase: z.string(),
  /** What was decided: `drop the column id`. */
  what: z.string(),
  /** `policy`, or a model as `provider:model`. */
  decidedBy: z.string(),
  why: z.string(),
  /** By how much it was better, as measured: `+0.012 ± 0.004 rocAuc`; null where nothing was to be measured. */
  gain: z.string().nullable().default(null),
  /** Whether it was taken. */
  isKept: z.boolean().default(true),
});

/** Something found in the data, or by the validator. */
const Finding = z.object({
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  title: z.string(),
  message: z.string(),
  columns: z.array(z.string()).default([]),
  /** What was done about it. */
  action: z.string().nullable().default(null),
});

const Candidate = z.object({
  candidate: z.string(),
  family: z.string(),
  /** Null: it failed, see `note`. */
  score: z.number().nullable(),
  low: z.number().optional(),
  high: z.number().optional(),
  seconds: z.number().min(0),
  note: z.string().nullable().default(null),
});

/** How a group fares, beside all. */
const Group = z.object({
  group: z.string(),
  rows: z.int().min(0),
  values: z.record(z.string(), z.number().nullable()),
});

const Fairness = z.object({
  /** The protected column. */
  column: z.string(),
  groups: z.array(Group),
  gaps: z.array(
    z.object({
      measure: z.string(),
      value: z.number(),
      low: z.number().optional(),
      high: z.number().optional(),
      /** The most that is allowed; null where nothing is said. */
      limit: z.number().nullable().default(null),
    }),
  ),
});

/** Rows that the model does worst on. */
const Slice = z.object({
  /** `age > 60 and region = north`. */
  rule: z.string(),
  rows: z.int().min(0),
  score: z.number(),
  /** Of all rows. */
  overall: z.number(),
  pValue: z.number().nullable().default(null),
});

const Contribution = z.object({
  agent: z.string(),
  seconds: z.number().min(0),
  /** Score with what it added minus the score without; null where that was not measured. */
  contribution: z.number().nullable(),
  costUsd: z.number().nullable().default(null),
  note: z.string().nullable().default(null),
});

/** A column of the data sheet. */
const DataColumn = z.object({
  name: z.string(),
  kind: z.string(),
  /** Share of rows, 0 to 1. */
  missing: z.number().min(0).max(1),
  distinct: z.number().nullable().default(null),
  /** `mean 12.3, 0 to 99`, or the most frequent values. */
  figures: z.string().default(''),
  /** `kept`, `dropped`, `target`, … */
  role: z.string().default('kept'),
});

/** All that a training run's report and model card are made of. Only `run`, `problem` and `model` must be there. */
export const TrainingReport = z.object({
  run: z.object({
    id: z.string(),
    name: z.string(),
    status: z.string().default('done'),
    /** ISO 8601 in UTC. */
    startedAt: z.string(),
    seconds: z.number().min(0),
    timeBudgetSeconds: z.number().nullable().default(null),
  }),
  problem: z.object({
    task: z.enum(['regression', 'binary', 'multiclass']),
    target: z.string(),
    /** Of what was predicted, where it has one. */
    unit: z.string().nullable().default(null),
    classes: z.array(z.string()).nullable().default(null),
    /** The metric that was optimised. */
    metric: z.string(),
    isLowerBetter: z.boolean(),
    whyMetric: z.string().nullable().default(null),
  }),
  model: z.object({
    name: z.string(),
    version: z.string().nullable().default(null),
    /** In words: `blend of 3: boosting 0.6, linear 0.4`. */
    description: z.string(),
    sha256: z.string().nullable().default(null),
    bytes: z.int().nullable().default(null),
    features: z.int().nullable().default(null),
    threshold: z.number().nullable().default(null),
  }),
  data: z
    .object({
      name: z.string(),
      fingerprint: z.string(),
      rows: z.int().min(0),
      /** Rows of each part: `{ training: 800, validation: 100, test: 100 }`. */
      parts: z.record(z.string(), z.int().min(0)).default({}),
      splitBy: z.string().nullable().default(null),
      columns: z.array(DataColumn).default([]),
    })
    .nullable()
    .default(null),
  findings: z.array(Finding).default([]),
  decisions: z.array(Decision).default([]),
  candidates: z.array(Candidate).default([]),
  scores: z
    .object({
      validation: z.array(Score).default([]),
      /** Of rows that nothing before had seen. */
      test: z.array(Score).default([]),
      /** What always saying the same gives, on the test rows. */
      baseline: z.array(Score).default([]),
    })
    .default({ validation: [], test: [], baseline: [] }),
  plots: z.array(PlotData).default([]),
  importances: z.array(z.object({ name: z.string(), importance: z.number() })).default([]),
  fairness: z.array(Fairness).default([]),
  slices: z.array(Slice).default([]),
  agents: z.array(Contribution).default([]),
  warnings: z.array(z.string()).default([]),
  reproducibility: z
    .object({
      seed: z.union([z.number(), z.string()]).nullable().default(null),
      /** What runs it again. */
      command: z.string().nullable().default(null),
      commit: z.string().nullable().default(null),
      isDirty: z.boolean().nullable().default(null),
      versions: z.record(z.string(), z.string()).default({}),
      machine: z.string().nullable().default(null),
    })
    .nullable()
    .default(null),
  /** For the model card: what it may be used for, and what not; written by a person or an agent. */
  intendedUse: z.string().nullable().default(null),
  limitations: z.array(z.string()).default([]),
});
/** What a caller writes: fields with a default may be left out. */
export type TrainingReport = z.input<typeof TrainingReport>;
/** The same with all fields there. */
export type FullReport = z.output<typeof TrainingReport>;
