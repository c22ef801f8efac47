/** Edits are proposals: what they make of the file is parsed and judged again before they are offered. */
import { type JudgeOptions, judge } from '../judge.ts';
import type { Language } from '../language.ts';
import { measureTree } from '../measure-tree.ts';
import type { SyntaxTree } from '../syntax-tree.ts';
import { TreeBuffer } from '../tree-buffer.ts';
import { type Finding, type Severity, severities, type TextEdit } from '../types.ts';
import { applyEdits, areApart, withLineEndsOf } from './edits.ts';
import { hunksOf } from './unified-diff.ts';

/** A file that was judged, and how to look at it again after a change. */
export interface JudgedFile {
  /** As it was judged. */
  options: JudgeOptions;
  language: Language;
  /** What the rules found, before anything was dropped as said twice. */
  raw: readonly Finding[];
  /** Places that did not parse. */
  errors: number;
  /** What stands before the text in its file: a byte-order mark or nothing; null for a file that no patch fits. */
  mark: string | null;
  /** Parses another text as this one was; by its language when left out. */
  parse?: ((text: string, into: TreeBuffer) => void) | undefined;
}

/** Characters that are parsed again for one file, at most: what is over that is still found, and mended by `--fix`. */
const mostCharacters = 2_000_000;

/**
 * Keeps the edits that hold, and makes hunks of them: after them the file has no new syntax error, the finding is gone, and no rule of
 * medium severity or higher finds more than before. The others lose their edits.
 */
export function verifyFixes(findings: readonly Finding[], file: JudgedFile): Finding[] {
  if (!findings.some(({ edits }) => edits !== undefined)) return [...findings];
  const { source } = file.options.tree;
  let left = mostCharacters;
  const verified = findings.map((finding) => {
    if (finding.edits === undefined) return finding;
    const edits = withLineEndsOf(source, finding.edits);
    left -= source.length;
    const holds = file.mark !== null && left >= 0 && holdsAfter(edits, [finding], file);
    const { edits: _, fix, ...rest } = finding;
    if (!holds) return rest;
    return { ...rest, edits, fix: fix ?? 'shown', hunks: hunksOf(source, edits, file.mark!) };
  });
  spare.source = '';
  if (spare.capacity > keptNodes) spare = new TreeBuffer();
  return verified;
}

/** Bigger buffers are given back after use, as those of the first parse are. */
const keptNodes = 4_000_000;
let spare = new TreeBuffer();

/** Whether the edits mend the findings, each of them, and break nothing that the rules or the parser would tell of. */
export function holdsAfter(
  edits: readonly TextEdit[],
  mended: readonly Finding[],
  file: JudgedFile,
): boolean {
  const { source } = file.options.tree;
  if (edits.length === 0 || !areApart(edits, source.length)) return false;
  const text = applyEdits(source, edits);
  if (text === source) return false;
  const tree = parsedAgain(text, file);
  if (tree === null) return false;
  const { functions, metrics, errors } = measureTree(tree, file.language);
  if (errors.length > file.errors) return false;
  const { raw, failures } = judge({ ...file.options, tree, functions, sloc: metrics.sloc });
  if (failures.length > 0) return false;
  const before = countsOf(file.raw);
  const after = countsOf(raw);
  for (const [rule, gone] of countsOf(mended))
    if ((after.get(rule)?.all ?? 0) > (before.get(rule)?.all ?? 0) - gone.all) return false;
  for (const [rule, { grave }] of after) if (grave > (before.get(rule)?.grave ?? 0)) return false;
  return true;
}

function parsedAgain(text: string, { language, parse }: JudgedFile): SyntaxTree | null {
  try {
    if (parse === undefined) language.parser.parseInto(text, spare);
    else parse(text, spare);
    return spare;
  } catch {
    // Whatever keeps the changed text from being parsed keeps the change from being offered.
    return null;
  }
}

const medium = severities.indexOf('medium');

function countsOf(findings: readonly { rule: string; severity: Severity }[]) {
  const counts = new Map<string, { all: number; grave: number }>();
  for (const { rule, severity } of findings) {
    const count = counts.get(rule) ?? { all: 0, grave: 0 };
    count.all += 1;
    if (severities.indexOf(severity) >= medium) count.grave += 1;
    counts.set(rule, count);
  }
  return counts;
}
