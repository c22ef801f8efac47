/** What the rules say of a file, and the figures that follow from it. */
import { type FindOptions, findInTree } from './rules/reading/find.ts';
import { remediationMinutes, securityScore } from './rules/score.ts';
import { applySuppressions, suppressionsIn } from './rules/suppressions.ts';
import { verifyFindings } from './rules/verify.ts';
import type { Finding, SuppressedFinding } from './types.ts';

export interface JudgeOptions extends Omit<FindOptions, 'onFailure'> {
  /** Minutes that mending a finding takes, by custom rule. */
  minutes?: ReadonlyMap<string, number>;
}

export interface Judgement {
  /** Verified: every quote is in the text, nothing is said twice. */
  findings: Finding[];
  /** Verified findings that a mark in the code silences. */
  suppressed: SuppressedFinding[];
  /** All that the rules found, before anything was dropped. */
  raw: Finding[];
  /** Rules that failed on this file, a sentence each. */
  failures: string[];
  remediationMinutes: number;
  securityScore: number;
}

/** Runs the rules over a parsed file, verifies what they found, and derives the figures. */
export function judge(options: JudgeOptions): Judgement {
  const failures: string[] = [];
  const onFailure = (rule: string, error: Error): void => {
    failures.push(`The rule ${rule} failed on this file and was left out: ${error.message}.`);
  };
  const raw = findInTree({ ...options, onFailure });
  const verified = verifyFindings(raw, options.tree.source);
  const { kept: findings, suppressed } = applySuppressions(
    verified,
    suppressionsIn(options.tree, options.language),
  );
  return {
    findings,
    suppressed,
    raw,
    failures,
    remediationMinutes: remediationMinutes(findings, options.minutes),
    securityScore: securityScore(findings, options.sloc),
  };
}
