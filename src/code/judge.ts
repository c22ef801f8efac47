/** What the rules say of a file, and the figures that follow from it. */
import { findInTree } from './rules/find.ts';
import { remediationMinutes, securityScore } from './rules/score.ts';
import type { Thresholds } from './rules/thresholds.ts';
import { verifyFindings } from './rules/verify.ts';
import type { SyntaxTree } from './syntax-tree.ts';
import type { Finding, FunctionMetrics, LanguageName } from './types.ts';

export interface JudgeOptions {
  tree: SyntaxTree;
  language: LanguageName;
  path: string;
  functions: readonly FunctionMetrics[];
  sloc: number;
  thresholds?: Partial<Thresholds>;
}

export interface Judgement {
  /** Verified: every quote is in the text, nothing is said twice. */
  findings: Finding[];
  remediationMinutes: number;
  securityScore: number;
}

/** Runs the rules over a parsed file, verifies what they found, and derives the figures. */
export function judge(options: JudgeOptions): Judgement {
  const findings = verifyFindings(findInTree(options), options.tree.source);
  return {
    findings,
    remediationMinutes: remediationMinutes(findings),
    securityScore: securityScore(findings, options.sloc),
  };
}
