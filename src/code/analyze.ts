/** One text measured and judged: the unit of work of the pipeline. */
import { type CloneWindows, cloneWindowsOf, noWindows } from './clone-windows.ts';
import type { ActiveRules } from './custom/active-rules.ts';
import { technicalDebtRatio } from './file-metrics.ts';
import type { JudgedFile } from './fixes/verify-fixes.ts';
import type { Judging } from './judging.ts';
import type { Language } from './language.ts';
import { measureTree } from './measure-tree.ts';
import type { Omission } from './omission.ts';
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

export interface AnalyzeOptions {
  path: string;
  tree: SyntaxTree;
  language: Language;
  /** The rules; none are asked where they are left out, and the figures that follow from findings are null then. */
  judging?: Judging | undefined;
  /** Where findings that can be mended mechanically are to get their patches. */
  patched?: Pick<JudgedFile, 'mark' | 'parse'> | undefined;
  /** What a workspace adds to the built-in rules, and changes about them. */
  active?: ActiveRules | undefined;
  /** Not what findings are needed for: that is up to `judging`. */
  without?: readonly Omission[] | undefined;
}

const noLines = new Uint32Array(0);

/** Measures a parsed file and asks the rules about it. Its duplication, unless nobody wants it, and its coverage are still to be filled in. */
export function analyzeTree(options: AnalyzeOptions): Analysis {
  const { path, tree, language, judging, active, without = [] } = options;
  const { metrics, functions, nodes, errors, tokens, lines } = measureTree(tree, language);
  const isCompared = !without.includes('clones');
  if (!isCompared) metrics.duplication = null;
  // Both lie in what the next file is counted in, and a rule may parse and measure another text.
  const windows = isCompared ? cloneWindowsOf(tokens, lines.lines) : noWindows;
  const codeBefore = isCompared ? lines.codeBefore.slice(0, lines.lines + 1) : noLines;
  const custom = active?.measure({ tree, language, path, metrics, functions, nodes });
  const file: MeasuredFile = {
    path,
    language: language.name,
    metrics,
    functions,
    errors,
    ...(custom && { custom }),
  };
  const judged = judging === undefined ? unjudged : judgeFile(file, options, judging);
  return { file, ...judged, windows, codeBefore };
}

const unjudged: Pick<Analysis, 'findings' | 'suppressed'> = { findings: [], suppressed: [] };

/** Asks the rules, and fills in the figures that follow from what they find. */
function judgeFile(
  { path, metrics, functions, errors }: MeasuredFile,
  { tree, language, patched, active }: AnalyzeOptions,
  { judge, verifyFixes }: Judging,
): Pick<Analysis, 'findings' | 'suppressed'> {
  const { sloc } = metrics;
  const options = { tree, language: language.name, path, functions, sloc, ...active?.judging };
  const judged = judge(options);
  const { raw, failures, remediationMinutes, securityScore } = judged;
  const findings = patched
    ? verifyFixes(judged.findings, { options, language, raw, errors: errors.length, ...patched })
    : judged.findings;
  metrics.technicalDebtRatio = technicalDebtRatio(remediationMinutes, sloc);
  metrics.securityScore = securityScore;
  for (const message of failures) errors.push({ line: 1, message });
  return { findings, suppressed: judged.suppressed };
}
