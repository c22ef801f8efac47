/** The format of a custom metric's file: data alone. */
import { z } from 'zod';
import { Category, Severity } from '../schemas.ts';
import { Condition } from './condition.ts';
import { Id, Language, Paths } from './rule-file.ts';

const Limit = z.number().min(-1e12).max(1e12);

/** Where a figure becomes a finding. */
const Warn = z
  .strictObject({
    over: Limit.optional(),
    under: Limit.optional(),
    severity: Severity.optional(),
    category: Category.optional(),
    message: z.string().min(1).max(2_000).optional(),
    suggestion: z.string().min(1).max(2_000).optional(),
    remediationMinutes: z.number().min(0).max(10_000).optional(),
  })
  .refine(({ over, under }) => over !== undefined || under !== undefined, 'it needs "over" or "under"');

const Example = z.strictObject({
  code: z.string().max(20_000),
  language: Language.optional(),
  path: z.string().min(1).max(500).optional(),
  /** What the file's figure is; null where it can't be computed. */
  value: z.number().nullable().optional(),
  /** What the figures of functions are, by their names. */
  functions: z.record(z.string(), z.number().nullable()).optional(),
});
export type MetricExample = z.infer<typeof Example>;

/** A metric of a project's own, as its file in `.opsmith/metrics/` says it; see docs/custom-rules.md. */
export const MetricFile = z.strictObject({
  name: Id,
  description: z.string().min(1).max(1_000),
  unit: z.string().min(1).max(40).optional(),
  /** All languages when left out. */
  languages: z.array(Language).min(1).optional(),
  /** Of what there is a figure; both when left out. */
  of: z
    .array(z.enum(['file', 'function']))
    .min(1)
    .optional(),
  /** Counts by name, for the expression: how many nodes fit. */
  counts: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9_]{0,39}$/, 'a name such as "asserts" was expected'), Condition)
    .optional(),
  /** Arithmetic over the counts and the built-in figures. */
  expression: z.string().min(1).max(1_000),
  warn: Warn.optional(),
  paths: Paths.optional(),
  examples: z.array(Example).max(100).optional(),
});
export type MetricFile = z.infer<typeof MetricFile>;
