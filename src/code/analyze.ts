/** One text measured and judged: the unit of work of the pipeline. */
import { type CloneWindows, cloneWindowsOf } from './clone-windows.ts';
import type { ActiveRules } from './custom/active-rules.ts';
import { technicalDebtRatio } from './file-metrics.ts';
import { type JudgedFile, verifyFixes } from './fixes/verify-fixes.ts';
import { judge } from './judge.ts';
import type { Language } from './language.ts';
import { measureTree } from './measure-tree.ts';
import type { SyntaxTree } from './syntax-tree.ts';
import type { Finding, MeasuredFile, SuppressedFinding } from './types.ts';

export interface Analysis {
  file: MeasuredFile;
  findings: Finding[];
  /** What marks in the code silence. */
  suppressed: SuppressedFinding[];
  /** For the search of clones, here and in other files. */
  windows: CloneWindows;
  codeBefore: Uint32Array;
}

/**
 * Measures a parsed file and runs the rules over it. Its duplication and its coverage are still to be filled in. With `patched`, findings
 * that can be mended mechanically get their patches. `active` is what a workspace adds to the built-in rules, and changes about them.
 */
export function analyzeTree(
  path: string,
  tree: SyntaxTree,
  language: Language,
  patched?: Pick<JudgedFile, 'mark' | 'parse'>,
  active?: ActiveRules,
): Analysis {
  const { metrics, functions, nodes, errors, tokens, lines } = measureTree(tree, language);
  const windows = cloneWindowsOf(tokens, lines.lines);
  const codeBefore = lines.codeBefore.slice(0, lines.lines + 1);
  const { sloc } = metrics;
  const custom = active?.measure({ tree, language, path, metrics, functions, nodes });
  const options = { tree, language: language.name, path, functions, sloc, ...active?.judging };
  const judged = judge(options);
  const { raw, failures, remediationMinutes, securityScore } = judged;
  const findings = patched
    ? verifyFixes(judged.findings, { options, language, raw, errors: errors.length, ...patched })
    : judged.findings;
  metrics.technicalDebtRatio = technicalDebtRatio(remediationMinutes, sloc);
  metrics.securityScore = securityScore;
  for (const message of failures) errors.push({ line: 1, message });
  return {
    file: { path, language: language.name, metrics, functions, errors, ...(custom && { custom }) },
    findings,
    suppressed: judged.suppressed,
    windows,
    codeBefore,
  };
}
