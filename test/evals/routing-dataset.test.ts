import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

// The surface's catalogue is written out here, apart from the agents' declarations: a slip in one of the two shows.
const languages = [
  'javascript',
  'jsx',
  'typescript',
  'tsx',
  'python',
  'java',
  'go',
  'rust',
  'c',
  'cpp',
  'csharp',
  'ruby',
  'php',
] as const;
const metrics = [
  'roc_auc',
  'average_precision',
  'accuracy',
  'balanced_accuracy',
  'f1',
  'log_loss',
  'rmse',
  'mae',
  'r2',
  'mape',
] as const;

const text = z
  .string()
  .min(1)
  .refine((value) => value === value.trim(), 'has space around it');
const code = z
  .string()
  .min(1)
  .refine((value) => !value.endsWith('\n'), 'ends in a line break');
const texts = z.array(text).min(1);
const count = z.number().int().positive();
const version = text.refine((value) => !/^v\d/i.test(value), 'has a leading v');
const none = z.strictObject({});
const byPaths = z.strictObject({ paths: texts, language: z.enum(languages).optional() });
const byCode = z.strictObject({ code, language: z.enum(languages).optional() });
const modelVersion = z.strictObject({ model: text, version: version.optional() });

const catalogue: Record<string, Record<string, z.ZodType>> = {
  'code-analyst': {
    review_code: z.union([byPaths, byCode]),
    measure_code: z.union([byPaths.omit({ language: true }), byCode.omit({ language: true })]),
  },
  'data-collector': {
    profile_dataset: z.strictObject({ data: text }),
    validate_dataset: z.strictObject({ data: text, target: text.optional() }),
  },
  'feature-engineer': { engineer_features: z.strictObject({ data: text, target: text }) },
  trainer: {
    train_model: z.strictObject({
      data: text,
      target: text,
      metric: z.enum(metrics).optional(),
      timeBudget: count.optional(),
    }),
  },
  optimizer: {
    tune_model: z.strictObject({
      data: text,
      target: text,
      trials: count.optional(),
      timeBudget: count.optional(),
    }),
  },
  validator: {
    validate_model: z.strictObject({ model: text, data: text.optional() }),
    check_fairness: z.strictObject({ model: text, data: text.optional(), protected: texts }),
  },
  monitor: {
    check_drift: z.strictObject({ reference: text, current: text }),
    model_health: z.strictObject({ model: text }),
  },
  supervisor: {
    // What an answer says is not the planner's to get right, so no line states its text.
    answer: z.never(),
    list_models: none,
    list_runs: none,
    query_graph: z.never(),
    search_memory: z.strictObject({ query: text }),
    remember: z.strictObject({ text }),
    record_feedback: z.strictObject({
      recommendation: z.string().regex(/^rec_[0-9a-f]{6}$/),
      verdict: z.enum(['accept', 'reject', 'modify']),
    }),
    promote_model: modelVersion,
    roll_back_model: modelVersion,
    status: none,
  },
};

const trainingCrew = ['data-collector', 'feature-engineer', 'trainer', 'optimizer', 'validator'];
const agentName = z.enum(Object.keys(catalogue));
/** Actions that take the whole text, whose wording is not judged. */
const wordedFreely = new Set(['answer', 'query_graph']);
/** Actions, and kinds of request, that came after the held-out part was written. */
const younger = new Set<string | undefined>(['query_graph', 'graph']);

const caseSchema = z
  .strictObject({
    id: z.string().regex(/^r\d{3}$/),
    input: z.string().min(1),
    expected: z.strictObject({
      agents: z.array(agentName).min(2).optional(),
      agent: agentName,
      action: z.string().optional(),
      arguments: z.record(z.string(), z.unknown()).optional(),
    }),
    tags: z.tuple([z.enum(['tune', 'held-out']), z.string().min(1)]).rest(z.string().min(1)),
  })
  .superRefine(({ expected }, context) => {
    const { agents, agent, action } = expected;
    if (agents !== undefined && !agents.includes(agent)) {
      context.addIssue(`step of "${agent}" is not among the plan's agents`);
    }
    if (action === undefined) {
      if (expected.arguments !== undefined) context.addIssue('arguments without an action');
      return;
    }
    const argumentSchema = catalogue[agent]?.[action];
    if (argumentSchema === undefined) {
      context.addIssue(`"${agent}" has no action "${action}"`);
    } else if (!wordedFreely.has(action) || expected.arguments !== undefined) {
      const checked = argumentSchema.safeParse(expected.arguments);
      if (!checked.success) context.addIssue(`${action}: ${checked.error.message}`);
    }
  });

type RoutingCase = z.infer<typeof caseSchema>;

const lines = readFileSync(new URL('../../evals/datasets/routing.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const cases: RoutingCase[] = [];
const refusals: string[] = [];
for (const [index, line] of lines.entries()) {
  const parsed = caseSchema.safeParse(JSON.parse(line));
  if (parsed.success) cases.push(parsed.data);
  else refusals.push(`line ${index + 1}: ${z.prettifyError(parsed.error)}`);
}
const tune = cases.filter(({ tags }) => tags[0] === 'tune');
const heldOut = cases.filter(({ tags }) => tags[0] === 'held-out');

/** The strings that a person must have typed: everything but the arguments that are put in a canonical form. */
function statedStrings({ expected }: RoutingCase): string[] {
  const canonical = new Set(['language', 'metric', 'verdict']);
  return Object.entries(expected.arguments ?? {})
    .filter(([name]) => !canonical.has(name))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value) => typeof value === 'string');
}

/** The phrase with what it speaks of taken out: two lines with the same frame are one template with other nouns. */
function frame(routingCase: RoutingCase): string {
  let phrase = routingCase.input;
  for (const value of statedStrings(routingCase).sort((a, b) => b.length - a.length)) {
    phrase = phrase.replaceAll(value, ' ');
  }
  return phrase
    .toLowerCase()
    .replace(/[^\p{Letter}]+/gu, ' ')
    .trim();
}

function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

function argumentValues(part: RoutingCase[], names: string[]): Set<unknown> {
  return new Set(part.flatMap(({ expected }) => names.flatMap((name) => expected.arguments?.[name] ?? [])));
}

describe('routing data set', () => {
  test('every line has the format, a known agent and action, and only arguments that the action takes', () => {
    expect(refusals).toEqual([]);
  });

  test('ids are unique, and so are inputs whatever their case', () => {
    expect(repeated(cases.map(({ id }) => id))).toEqual([]);
    expect(repeated(cases.map(({ input }) => input.trim().toLowerCase()))).toEqual([]);
  });

  test('has at least 420 lines, a third of them held out', () => {
    expect(cases.length).toBeGreaterThanOrEqual(420);
    expect(heldOut.length / cases.length).toBeGreaterThanOrEqual(1 / 3);
    expect(heldOut.length / cases.length).toBeLessThan(0.37);
  });

  test('both parts hold every action of the catalogue and every kind of request', () => {
    const actions = Object.values(catalogue).flatMap((byName) => Object.keys(byName));
    const kinds = [...new Set(cases.map(({ tags }) => tags[1]))].sort();
    for (const part of [tune, heldOut]) {
      const isDue = (name: string | undefined): boolean => part === tune || !younger.has(name);
      const present = new Set(part.map(({ expected }) => expected.action));
      expect(actions.filter((action) => isDue(action) && !present.has(action))).toEqual([]);
      expect([...new Set(part.map(({ tags }) => tags[1]))].sort()).toEqual(kinds.filter(isDue));
    }
  });

  test('expects no path, name or phrase that the person did not type', () => {
    const invented = cases.flatMap((routingCase) =>
      statedStrings(routingCase)
        .filter((value) => !routingCase.input.includes(value))
        .map((value) => `${routingCase.id}: ${value}`),
    );
    expect(invented).toEqual([]);
  });

  test('the whole training task is the five agents in their order, and carries the training step', () => {
    const whole = cases.filter(
      ({ expected }) => expected.agents !== undefined && expected.action === 'train_model',
    );
    expect(whole.length).toBeGreaterThan(20);
    for (const { expected } of whole) {
      expect(expected).toMatchObject({ agents: trainingCrew, agent: 'trainer' });
    }
  });

  test('held-out lines share no phrase frame, file or model with the tuning part', () => {
    const tuned = new Set(tune.map(frame));
    const copies = heldOut.filter((line) => frame(line) !== '' && tuned.has(frame(line)));
    expect(copies.map(({ id, input }) => `${id}: ${input}`)).toEqual([]);
    for (const names of [['paths', 'data', 'reference', 'current'], ['model']]) {
      const seen = argumentValues(tune, names);
      expect([...argumentValues(heldOut, names)].filter((value) => seen.has(value))).toEqual([]);
    }
  });
});
