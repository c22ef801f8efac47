import { ReducedValue, StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { Proposal } from '../../agents/decisions/proposals.ts';
import { Choices, TaskRequest } from './request.ts';
import { RowSplit } from './row-split.ts';

/** A column that no model sees, why, and who said so. */
export const DroppedColumn = z.object({
  column: z.string(),
  reason: z.string(),
  /** The check that found it, or `person`, `fairness`. */
  code: z.string(),
  by: z.string(),
});
export type DroppedColumn = z.infer<typeof DroppedColumn>;

/** The reference model's score with useless columns kept, and without them. */
export const WithDropped = z.object({
  columns: z.array(z.string()),
  score: z.number(),
  than: z.number(),
});
export type WithDropped = z.infer<typeof WithDropped>;

const Finding = z.object({
  code: z.string(),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  column: z.string().nullable(),
  message: z.string(),
  evidence: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
});

/** How the rows were told apart, and what is to be learned from them. */
export const HeldReport = z.object({
  /** SHA-256 of the files: a task that is resumed works on the same data or not at all. */
  fingerprint: z.string(),
  rows: z.object({ all: z.number(), train: z.number(), test: z.number() }),
  columns: z.number(),
  task: z.enum(['binary', 'multiclass', 'regression']),
  classes: z.array(z.string()).nullable(),
  split: RowSplit,
});

/** What the data-collector found and settled. */
export const DataReport = z.object({
  /** The engine's name of what is optimised, and why it is that. */
  metric: z.string(),
  metricReason: z.string(),
  /** What is done about classes of very different sizes. */
  treatment: z.enum(['none', 'class-weights', 'threshold']),
  treatmentBy: z.string().default('policy'),
  findings: z.array(Finding),
});
export type DataReport = z.infer<typeof DataReport>;

/** A feature step that was tried, and what came of it; gains are better above 0. */
export const FeatureTrial = z.object({
  /** What it does, in a few words, and why it was worth trying. */
  title: z.string(),
  why: z.string(),
  step: z.looseObject({ step: z.string() }),
  by: z.string(),
  kept: z.boolean(),
  gain: z.number(),
  standardError: z.number().nullable(),
  pValue: z.number().nullable(),
});
export type FeatureTrial = z.infer<typeof FeatureTrial>;

export const FeatureReport = z.object({
  /** Steps put before those of the default plans. */
  steps: z.array(z.looseObject({ step: z.string() })),
  trials: z.array(FeatureTrial),
  /** Sum of the gains of the steps that were kept. */
  gain: z.number(),
});
export type FeatureReport = z.infer<typeof FeatureReport>;

/** One model that was tried on the folds; all else of it lies in its file. */
export const CandidateEntry = z.object({
  id: z.string(),
  family: z.string(),
  /** Which part of the task made it: `reference` is one gradient boosting at its defaults. */
  origin: z.enum(['reference', 'feature', 'first', 'tuned']),
  /** Who proposed it. */
  by: z.string(),
  /** Null where it failed. */
  score: z.number().nullable(),
  foldScores: z.array(z.number()),
  /** On rows that it had learned from, for the gap; null where that is not known. */
  trainScore: z.number().nullable(),
  seconds: z.number(),
  error: z.string().nullable(),
  /** Which state of the data it has seen: candidates of an earlier one count no more. */
  generation: z.number(),
  recipe: z.unknown(),
});
export type CandidateEntry = z.infer<typeof CandidateEntry>;

/** What is to be tried next. */
export const QueuedRecipe = z.object({
  id: z.string(),
  family: z.string(),
  origin: CandidateEntry.shape.origin,
  by: z.string(),
  recipe: z.unknown(),
});
export type QueuedRecipe = z.infer<typeof QueuedRecipe>;

/** What the search for settings came to. */
export const TuningReport = z.object({
  trials: z.number(),
  families: z.array(z.string()),
  /** Why it ended. */
  stopped: z.string(),
});

/** What was made of the candidates; the models themselves are files of the round. */
export const EnsembleReport = z.object({
  /** How the members come to one answer; a task that began before that was kept has a blend. */
  kind: z.enum(['single', 'blend', 'stack']).default('blend'),
  members: z.array(z.object({ id: z.string(), family: z.string(), weight: z.number() })),
  /** Of the blend on the folds. */
  score: z.number(),
  best: z.object({ id: z.string(), family: z.string(), score: z.number() }),
  /** By weights chosen on other rows; null where there was one candidate. */
  honest: z.object({ blend: z.number(), single: z.number() }).nullable(),
  calibrated: z.boolean(),
  threshold: z.number().nullable(),
});
export type EnsembleReport = z.infer<typeof EnsembleReport>;

const Difference = z.object({ difference: z.number(), low: z.number(), high: z.number() });

/** What the validator measured on rows that nobody else has seen, and what followed. */
export const Judgement = z.object({
  round: z.number(),
  /** Whether it was an early look at the best candidate, before time was spent on tuning. */
  early: z.boolean(),
  scores: z.object({
    validation: z.record(z.string(), z.number().nullable()),
    test: z.record(z.string(), z.number().nullable()),
  }),
  /** Of each protected column: how far apart the error rates of its groups are, and the lower end of that beyond chance. */
  groups: z.array(z.object({ column: z.string(), gap: z.number(), low: z.number() })),
  /** What always saying the same comes to on those rows. */
  baseline: z.number().nullable(),
  overBaseline: Difference.nullable(),
  overLive: Difference.nullable(),
  /** The version in production that it was held against. */
  live: z.string().nullable(),
  verdict: z.enum(['accept', 'send-back']),
  /** What is wrong, and the phase that may mend it; null where nothing is, or nothing can be done. */
  fault: z.string().nullable(),
  to: z.enum(['engineer', 'train', 'optimize']).nullable(),
  columns: z.array(z.string()),
  why: z.string(),
  decidedBy: z.string(),
});
export type Judgement = z.infer<typeof Judgement>;

/** What a task ends with. */
export const Registered = z.object({
  name: z.string(),
  version: z.string(),
  artifact: z.string(),
  sha256: z.string(),
});
export type Registered = z.infer<typeof Registered>;

/** What the work was sent back to do otherwise. */
const Orders = z.object({
  /** Take the half of the candidates whose probabilities are worth most. */
  calibrate: z.boolean(),
  /** Take the half of the candidates that know least by heart. */
  regularize: z.boolean(),
});

/** Seconds since the task's beginning. */
const Window = z.object({ from: z.number(), to: z.number() });

function joinById(known: readonly CandidateEntry[], added: readonly CandidateEntry[]): CandidateEntry[] {
  const keyOf = ({ generation, id }: CandidateEntry) => `${generation} ${id}`;
  const byId = new Map(known.map((entry) => [keyOf(entry), entry]));
  for (const entry of added) byId.set(keyOf(entry), entry);
  return [...byId.values()];
}

/** The blackboard of a task: what its agents know of each other's work. Tables, candidates and models are files; here stands what they are called. */
export const TaskState = new StateSchema({
  request: TaskRequest,
  choices: Choices.default({}),
  /** The seconds of the task that its phases have; null: all of the budget. */
  window: Window.nullable().default(null),
  /** Seconds of the task at which the trainer began with the present queue. */
  trainingSince: z.number().default(0),
  /** How often the data that agents see has changed: a column dropped late begins a new generation. */
  generation: z.number().default(0),
  held: HeldReport.nullable().default(null),
  data: DataReport.nullable().default(null),
  dropped: z.array(DroppedColumn).default(() => []),
  withDropped: WithDropped.nullable().default(null),
  features: FeatureReport.nullable().default(null),
  queue: z.array(QueuedRecipe).default(() => []),
  /** Written by candidates that are trained side by side: joined by id. */
  candidates: new ReducedValue(
    z.array(CandidateEntry).default(() => []),
    { reducer: joinById },
  ),
  /** Whether the first candidates of this round have been compared. */
  compared: z.boolean().default(false),
  tuning: TuningReport.nullable().default(null),
  ensemble: EnsembleReport.nullable().default(null),
  orders: Orders.default({ calibrate: false, regularize: false }),
  /** How often work was sent back. */
  round: z.number().default(0),
  judgements: z.array(Judgement).default(() => []),
  model: Registered.nullable().default(null),
  /** What a model proposed and what it was worth, in the order in which it was measured. */
  proposals: new ReducedValue(
    z.array(Proposal).default(() => []),
    { reducer: (known: Proposal[], added: Proposal[]) => [...known, ...added] },
  ),
  warnings: new ReducedValue(
    z.array(z.string()).default(() => []),
    { reducer: (known: string[], added: string[]) => [...new Set([...known, ...added])] },
  ),
  /** Seconds that each agent's nodes have taken. */
  seconds: new ReducedValue(
    z.record(z.string(), z.number()).default(() => ({})),
    {
      reducer: (known: Record<string, number>, added: Record<string, number>) => {
        const sum = { ...known };
        for (const [agent, seconds] of Object.entries(added)) sum[agent] = (sum[agent] ?? 0) + seconds;
        return sum;
      },
    },
  ),
});
export type TaskState = typeof TaskState.State;
export type TaskUpdate = typeof TaskState.Update;

/** What measuring a candidate takes of the state: a node that is sent one recipe gets this with it. */
export const MeasuredWith = z.object({
  request: TaskRequest,
  choices: Choices,
  window: Window.nullable(),
  /** The engine's name. */
  metric: z.string(),
  /** Names of the columns that no model sees. */
  dropped: z.array(z.string()),
  generation: z.number(),
});
export type MeasuredWith = z.infer<typeof MeasuredWith>;

/** What a candidate's node is sent. */
export const CandidateTask = z.object({ queued: QueuedRecipe, measured: MeasuredWith });
export type CandidateTask = z.infer<typeof CandidateTask>;

/** Of a state whose data has been collected, what measuring takes. */
export function measuredWith(
  state: Pick<TaskState, 'request' | 'choices' | 'window' | 'data' | 'dropped' | 'generation'>,
): MeasuredWith {
  const { request, choices, window, data, dropped, generation } = state;
  return {
    request,
    choices,
    window,
    metric: data!.metric,
    dropped: dropped.map(({ column }) => column),
    generation,
  };
}
