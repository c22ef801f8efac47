/** Edits are proposals: what they make of the file is parsed and judged again before they are offered. */
import { type JudgeOptions, judge } from '../judge.ts';
import type { Language } from '../language.ts';
import { measureTree } from '../measure-tree.ts';
import { NodeFlag, type SyntaxTree } from '../syntax-tree.ts';
import { TreeBuffer } from '../tree-buffer.ts';
import { type Finding, type Severity, severities, type TextEdit } from '../types.ts';
import { applyEdits, areApart, combineEdits, withLineEndsOf } from './edits.ts';
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

/** What is spent on one file at most, in characters parsed; what is over that is still found, and mended by `--fix`. */
const mostCharacters = 6_000_000;
/** Judging a text takes about three times as long as parsing it. */
const judgingCost = 3;
/** From so many on they are judged together first. */
const many = 3;

/**
 * Keeps the edits that hold, and makes hunks of them: after them the file has no new syntax error, the finding is gone, and no rule of
 * medium severity or higher finds more than before. The others lose their edits. Many that go together are judged together; one among
 * them that opens or closes more than it did is parsed by itself, since another may have made up for it.
 */
export function verifyFixes(findings: readonly Finding[], file: JudgedFile): Finding[] {
  const proposed = findings.filter(({ edits }) => edits !== undefined);
  if (proposed.length === 0) return [...findings];
  const { source } = file.options.tree;
  const edits = new Map(proposed.map((finding) => [finding, withLineEndsOf(source, finding.edits!)]));
  let left = mostCharacters;
  const may = (cost: number): boolean => {
    left -= cost * source.length;
    return file.mark !== null && left >= 0;
  };
  const together = new Set(
    proposed.length < many || !may(judgingCost) ? [] : holdTogether(proposed, edits, file),
  );
  const broken = together.size > 0 ? brokenNodes(file.options.tree) : 0;
  const verified = findings.map((finding) => {
    const own = edits.get(finding);
    if (own === undefined) return finding;
    const { edits: _, fix, ...rest } = finding;
    const holds = together.has(finding)
      ? isBalanced(own, source) || (may(1) && parsesAfter(own, broken, file))
      : may(judgingCost) && holdsAfter(own, [finding], file);
    if (!holds) return rest;
    return { ...rest, edits: own, fix: fix ?? 'shown', hunks: hunksOf(source, own, file.mark!) };
  });
  spare.source = '';
  if (spare.capacity > keptNodes) spare = new TreeBuffer();
  return verified;
}

/** Those of the findings whose edits go together and hold as a whole. */
function holdTogether(
  findings: readonly Finding[],
  edits: ReadonlyMap<Finding, readonly TextEdit[]>,
  file: JudgedFile,
): Finding[] {
  const sets = findings.map((finding) => edits.get(finding)!);
  const { edits: all, taken } = combineEdits(sets, file.options.tree.source.length);
  const some = taken.map((place) => findings[place]!);
  return some.length >= many && holdsAfter(all, some, file) ? some : [];
}

const pairs = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const;
const quotes = ['"', "'", '`'];

/** Whether the edits leave as many brackets and quotes of each kind as there were. */
function isBalanced(edits: readonly TextEdit[], source: string): boolean {
  const before = edits.map(({ start, end }) => source.slice(start, end)).join('');
  const after = edits.map(({ replacement }) => replacement).join('');
  const count = (text: string, sign: string): number => text.split(sign).length - 1;
  const grown = (sign: string): number => count(after, sign) - count(before, sign);
  return (
    pairs.every(([open, close]) => grown(open) === grown(close)) &&
    quotes.every((quote) => grown(quote) % 2 === 0)
  );
}

/** Whether the text after the edits has no more that does not parse than before. */
function parsesAfter(edits: readonly TextEdit[], broken: number, file: JudgedFile): boolean {
  const { source } = file.options.tree;
  const text = applyEdits(source, edits);
  const tree = text === source ? null : parsedAgain(text, file);
  return tree !== null && brokenNodes(tree) <= broken;
}

/** How many nodes are, or hold, what the parser could not make sense of. */
function brokenNodes({ flags, count }: SyntaxTree): number {
  let broken = 0;
  for (let node = 0; node < count; node += 1)
    if ((flags[node]! & (NodeFlag.error | NodeFlag.missing)) !== 0) broken += 1;
  return broken;
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
