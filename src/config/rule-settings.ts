import { z } from 'zod';

/** The same words as the engine's severities; `off` and `on` besides. */
const Setting = z.enum(['off', 'on', 'low', 'medium', 'high', 'critical']);

const Rules = z.record(z.string().min(1), Setting);

const lines = (what: string, fallback: number) =>
  z.int().min(1).max(1_000_000).default(fallback).describe(what);

/** From where on the size rules speak; the defaults are the engine's own (a test holds them together). */
const thresholds = {
  functionLines: lines('Lines with code from which on a function is long.', 75),
  cyclomatic: lines('Cyclomatic complexity from which on a function is complex.', 16),
  cognitive: lines('Cognitive complexity from which on a function is hard to follow.', 25),
  nesting: lines('Nested control structures from which on code is deep.', 4),
  parameters: lines('Parameters from which on a function has many.', 6),
  fileLines: lines('Lines with code from which on a file is long.', 1200),
  classMethods: lines('Methods of three lines or more from which on a class is large.', 40),
  conditionOperators: lines('Logical operators from which on a condition is complex.', 5),
  duplicateLines: lines('Lines of the smallest block that counts as duplicated.', 8),
};

const SomeThresholds = z.strictObject({
  functionLines: z.int().min(1).optional(),
  cyclomatic: z.int().min(1).optional(),
  cognitive: z.int().min(1).optional(),
  nesting: z.int().min(1).optional(),
  parameters: z.int().min(1).optional(),
  fileLines: z.int().min(1).optional(),
  classMethods: z.int().min(1).optional(),
  conditionOperators: z.int().min(1).optional(),
  duplicateLines: z.int().min(1).optional(),
});

/** Keys of `review` that are about rules. */
export const ruleSettings = {
  folder: z
    .string()
    .min(1)
    .default('.opsmith')
    .describe(
      'Folder that holds the project’s own rules (`rules/`) and metrics (`metrics/`), relative to the working directory.',
    ),
  ruleSet: z
    .enum(['default', 'all'])
    .default('default')
    .describe(
      '`all`: rules that are off by default speak too, such as those that are wrong more than one time in ten on real code.',
    ),
  rules: Rules.default({}).describe(
    'Rules by id: `"off"`, `"on"` (also one that is off by default), or how grave its findings are: `"low"`, `"medium"`, `"high"`, `"critical"`.',
  ),
  thresholds: z.strictObject(thresholds).prefault({}),
  overrides: z
    .array(
      z.strictObject({
        paths: z.array(z.string().min(1)).min(1),
        rules: Rules.optional(),
        thresholds: SomeThresholds.optional(),
      }),
    )
    .default([])
    .describe(
      'Other rules and thresholds for some files: a list of `{ "paths": [globs], "rules": {…}, "thresholds": {…} }`; later ones win.',
    ),
};
