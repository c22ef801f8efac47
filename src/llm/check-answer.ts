import type { z } from 'zod';
import { toError } from '../errors/index.ts';
import { extractJson } from './extract-json.ts';

/** Says what is wrong with a value beyond its form, a sentence each; nothing or an empty list: it is right. */
export type Validate<Value> = (value: Value) => readonly string[] | null | undefined;

/** `raw` is the value as the model wrote it, before the schema's transforms. */
export type Checked<Value> =
  | { value: Value; raw: unknown; problems: null }
  | { value: null; raw: unknown; problems: string[] };

/** Problems told to a model, or to people, at most. */
const maxProblems = 8;

/** The first value in a model's answer that has the form asked for and is right; else what is wrong with the likeliest one. */
export function checkAnswer<Schema extends z.ZodType>(
  answer: string,
  schema: Schema,
  validate?: Validate<z.output<Schema>>,
): Checked<z.output<Schema>> {
  const values = extractJson(answer);
  if (values.length === 0)
    return {
      value: null,
      raw: null,
      problems: [answer.trim() === '' ? 'the answer was empty' : 'the answer held no JSON'],
    };
  let problems: string[] | null = null;
  for (const value of values) {
    const checked = checkValue(value, schema, validate);
    if (checked.problems === null) return checked;
    problems ??= checked.problems;
  }
  return { value: null, raw: null, problems: problems! };
}

/** One value against the schema and the rules of its domain. */
export function checkValue<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  validate?: Validate<z.output<Schema>>,
): Checked<z.output<Schema>> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, maxProblems).map(({ path, message }) => {
      const place = path.map(String).join('.');
      return place === '' ? message : `${place}: ${message}`;
    });
    return { value: null, raw: value, problems };
  }
  let problems: readonly string[];
  try {
    problems = validate?.(parsed.data) ?? [];
  } catch (thrown) {
    // A value that the rules themselves stumble over is no right one.
    problems = [toError(thrown).message];
  }
  return problems.length === 0
    ? { value: parsed.data, raw: value, problems: null }
    : { value: null, raw: value, problems: problems.slice(0, maxProblems) };
}
