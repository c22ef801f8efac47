import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError } from '../src/errors/index.ts';
import type { BaselineComparison, EvalReport, SuiteReport } from './report.ts';

/** Of an earlier report, what a comparison needs. */
const Baseline = z.object({
  suites: z.array(
    z.object({
      suite: z.string(),
      model: z.string(),
      cases: z.number(),
      passed: z.number(),
      score: z.number(),
      failures: z.array(z.object({ id: z.string() })),
    }),
  ),
});
export type Baseline = z.infer<typeof Baseline>;

/** Reads an earlier `opsmith eval --json`. @throws InputError `bad-baseline` */
export async function loadBaseline(path: string): Promise<Baseline> {
  try {
    return Baseline.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new InputError(
      'bad-baseline',
      `Cannot use ${path} as a baseline: it is not the output of \`opsmith eval --json\` (${firstLine(cause)}).`,
      { cause, details: { path } },
    );
  }
}

function firstLine(thrown: unknown): string {
  if (thrown instanceof z.ZodError)
    return thrown.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Compares suite by suite. A suite is worse when a smaller share of its cases passes than before. */
export function compareWithBaseline(
  suites: readonly SuiteReport[],
  baseline: Baseline,
  file: string,
): EvalReport['baseline'] {
  const compared = suites.map((now): BaselineComparison => {
    const before = baseline.suites.find(({ suite }) => suite === now.suite);
    if (!before)
      return {
        suite: now.suite,
        before: null,
        change: null,
        newlyFailing: [],
        newlyPassing: [],
        worse: false,
      };
    const failedBefore = new Set(before.failures.map(({ id }) => id));
    const failsNow = new Set(now.failures.map(({ id }) => id));
    const change = now.score - before.score;
    return {
      suite: now.suite,
      before: { model: before.model, cases: before.cases, passed: before.passed, score: before.score },
      change,
      newlyFailing: [...failsNow].filter((id) => !failedBefore.has(id)),
      newlyPassing: [...failedBefore].filter((id) => !failsNow.has(id)),
      worse: change < -1e-9,
    };
  });
  return { file, worse: compared.some(({ worse }) => worse), suites: compared };
}
