/** What an evaluator finds, and why. A number is a score from 0 to 1; a string is one of several labels. */
export interface Verdict {
  value: boolean | number | string;
  /** One sentence for people; for a failed case it says what was wrong. */
  reason: string;
}

/** A case of a data set with what came out of it. */
export interface EvaluatorContext<Expected, Output> {
  id: string;
  input: string;
  expected: Expected;
  tags: readonly string[];
  output: Output;
  /** Seconds that the case took. */
  seconds: number;
}

/** Judges one aspect of a case. One that throws is reported as failed; its case has no value, not the value zero. */
export interface Evaluator<Expected, Output> {
  name: string;
  /** What it looks at, in a sentence. */
  description: string;
  evaluate(context: EvaluatorContext<Expected, Output>): Verdict | Promise<Verdict>;
  /** The cases that it judges; all when left out. A case that no evaluator judges passes. */
  applies?(expected: Expected): boolean;
  /** The least score that passes, for an evaluator that gives numbers; 0.5 when left out. */
  passAt?: number;
  /** The labels that pass, for an evaluator that gives strings; every label when left out. */
  passing?: readonly string[];
}

/** A verdict, whether it passes, and whether there is one at all. */
export interface Judgement {
  evaluator: string;
  passed: boolean;
  /** Null where the evaluator, or the work that it should have judged, failed. */
  value: Verdict['value'] | null;
  reason: string;
}

/** Lets an evaluator judge; what it throws becomes a failed judgement. */
export async function judge<Expected, Output>(
  evaluator: Evaluator<Expected, Output>,
  context: EvaluatorContext<Expected, Output>,
): Promise<Judgement> {
  try {
    const { value, reason } = await evaluator.evaluate(context);
    return { evaluator: evaluator.name, passed: passes(evaluator, value), value, reason };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return {
      evaluator: evaluator.name,
      passed: false,
      value: null,
      reason: `The evaluator failed: ${message}`,
    };
  }
}

function passes<Expected, Output>(evaluator: Evaluator<Expected, Output>, value: Verdict['value']): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value >= (evaluator.passAt ?? 0.5);
  return evaluator.passing?.includes(value) ?? true;
}
