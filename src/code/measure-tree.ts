/** All figures of one parsed file that the file itself can tell. */
import { maintainabilityIndex } from './file-metrics.ts';
import { halsteadOf } from './halstead.ts';
import type { Language } from './language.ts';
import { LineCounter } from './lines.ts';
import type { NodeIndex, SyntaxTree } from './syntax-tree.ts';
import type { TokenCounter } from './token-counter.ts';
import type { FileMetrics, FunctionMetrics, ParseError } from './types.ts';
import { Walk, type WalkedFunction } from './walk.ts';

/** What is known of a file before its findings, its clones and its coverage are. */
export interface TreeMetrics {
  metrics: FileMetrics;
  functions: FunctionMetrics[];
  /** The functions' nodes, in the same order. */
  nodes: NodeIndex[];
  errors: ParseError[];
  /** What the walk counted, line by line; holds until the next file is measured. */
  tokens: TokenCounter;
  lines: LineCounter;
}

const walk = new Walk();
const lines = new LineCounter();

/**
 * Measures a parsed file in one walk. `duplication` is 0, `technicalDebtRatio`, `securityScore` and `testCoverage` are null until clones,
 * findings and coverage are known.
 */
export function measureTree(tree: SyntaxTree, language: Language): TreeMetrics {
  const { file, functions, statements, errors } = walk.run(tree, language.compiled);
  lines.count(tree.source, walk.commentStarts, walk.commentEnds, walk.comments);
  const measured = functions.map(toFunctionMetrics);
  const cyclomatic = measured.reduce((sum, each) => sum + each.cyclomatic - 1, 1 + file.cyclomatic);
  const halstead = halsteadOf(walk.tokens.countsOf(0));
  return {
    metrics: {
      sloc: lines.sloc,
      lloc: statements,
      comments: lines.comments,
      blank: lines.blank,
      cyclomatic,
      cognitive: file.cognitive,
      halstead,
      maintainabilityIndex: maintainabilityIndex(halstead.volume, cyclomatic, lines.sloc),
      duplication: 0,
      technicalDebtRatio: null,
      securityScore: null,
      testCoverage: null,
    },
    functions: measured,
    nodes: functions.map(({ node }) => node),
    errors,
    tokens: walk.tokens,
    lines,
  };
}

function toFunctionMetrics(walked: WalkedFunction): FunctionMetrics {
  return {
    name: walked.name,
    line: walked.line,
    endLine: walked.endLine,
    parameters: walked.parameters,
    sloc: lines.slocBetween(walked.line, walked.endLine),
    cyclomatic: walked.cyclomatic,
    cognitive: walked.cognitive,
    nesting: walked.nesting,
    halstead: halsteadOf(walk.tokens.countsOf(walked.tokens)),
  };
}
