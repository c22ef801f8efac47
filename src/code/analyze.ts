/** One text measured and judged: the unit of work of the pipeline. */
import { type CloneWindows, cloneWindowsOf } from './clone-windows.ts';
import { technicalDebtRatio } from './file-metrics.ts';
import { judge } from './judge.ts';
import type { Language } from './language.ts';
import { measureTree } from './measure-tree.ts';
import type { SyntaxTree } from './syntax-tree.ts';
import type { Finding, MeasuredFile } from './types.ts';

export interface Analysis {
  file: MeasuredFile;
  findings: Finding[];
  /** For the search of clones, here and in other files. */
  windows: CloneWindows;
  codeBefore: Uint32Array;
}

/** Measures a parsed file and runs the rules over it. Its duplication and its coverage are still to be filled in. */
export function analyzeTree(path: string, tree: SyntaxTree, language: Language): Analysis {
  const { metrics, functions, errors, tokens, lines } = measureTree(tree, language);
  const windows = cloneWindowsOf(tokens, lines.lines);
  const codeBefore = lines.codeBefore.slice(0, lines.lines + 1);
  const { sloc } = metrics;
  const { findings, failures, remediationMinutes, securityScore } = judge({
    tree,
    language: language.name,
    path,
    functions,
    sloc,
  });
  metrics.technicalDebtRatio = technicalDebtRatio(remediationMinutes, sloc);
  metrics.securityScore = securityScore;
  for (const message of failures) errors.push({ line: 1, message });
  return {
    file: { path, language: language.name, metrics, functions, errors },
    findings,
    windows,
    codeBefore,
  };
}
