/** What a reader said of drawn findings: `bench/results/precision-round-N.jsonl`, a finding a line. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** `purpose`: the fact is right, and the code means it. */
const Verdict = z.enum(['right', 'purpose', 'wrong']);
export type Verdict = z.infer<typeof Verdict>;

const Judged = z.object({
  rule: z.string(),
  severity: z.string(),
  language: z.string(),
  package: z.string(),
  file: z.string(),
  line: z.number().int(),
  verdict: Verdict,
  why: z.string(),
});
/** A finding and what was said of it. */
export type Judged = z.infer<typeof Judged>;

/** The judged findings of a round, empty where nobody has judged it. */
export function readVerdicts(round: number): Judged[] {
  const path = new URL(`../results/precision-round-${round}.jsonl`, import.meta.url);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Judged.parse(JSON.parse(line)));
}

/** How many of some findings were right; `precision` is the share whose fact is right, `strict` that which a maintainer would act on. */
export const Tally = z.object({
  findings: z.number(),
  right: z.number(),
  purpose: z.number(),
  wrong: z.number(),
  precision: z.number(),
  strict: z.number(),
});
export type Tally = z.infer<typeof Tally>;

/** Counts verdicts by what `keyOf` says of a finding, in the order of the keys. */
export function tallyBy(judged: readonly Judged[], keyOf: (each: Judged) => string): Record<string, Tally> {
  const groups = Object.groupBy(judged, keyOf);
  const keys = Object.keys(groups).sort();
  return Object.fromEntries(keys.map((key) => [key, tally(groups[key]!)]));
}

export function tally(judged: readonly Judged[]): Tally {
  const count = (verdict: Verdict) => judged.filter((each) => each.verdict === verdict).length;
  const [right, purpose, wrong] = [count('right'), count('purpose'), count('wrong')];
  const share = (part: number) => Math.round((1000 * part) / Math.max(1, judged.length)) / 1000;
  return {
    findings: judged.length,
    right,
    purpose,
    wrong,
    precision: share(right + purpose),
    strict: share(right),
  };
}
