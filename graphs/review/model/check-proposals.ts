import { ungrounded } from '../../../agents/grounding.ts';
import { unfitWords } from '../../../agents/unfit-words.ts';
import { Category, type Finding, Severity, visibleText } from '../../../src/code/index.ts';
import type { Stretch } from './chunks.ts';
import { findQuote, isThin } from './find-quote.ts';
import { mostProposals, type Proposal } from './proposal.ts';
import type { ShownCode } from './shown-code.ts';

/** Why a proposal is not looked at any further. */
export const dropReasons = [
  'bad-form',
  'quote-not-there',
  'quote-too-thin',
  'repeats-a-rule',
  'repeats-itself',
  'figure-not-computed',
  'unfit-words',
  'too-many',
  'silenced',
  'outside-the-change',
  'changed-meanwhile',
] as const;
export type DropReason = (typeof dropReasons)[number];

/** What a stretch of code was shown with. */
export interface ChunkGround {
  code: ShownCode;
  within: Stretch;
  /** What the rules found in the file. */
  found: readonly Finding[];
  /** All that the model was told: figures that it repeats from there were computed. */
  told: string;
}

export interface CheckedProposals {
  kept: Finding[];
  dropped: DropReason[];
  /** Of those kept: whose lines were not where their quote is. */
  corrected: number;
}

/** Holds what a model proposes against the code and what is known of it. What is kept has the file's own lines and text. */
export function checkProposals(proposals: readonly Proposal[], ground: ChunkGround): CheckedProposals {
  const checked: CheckedProposals = { kept: [], dropped: [], corrected: 0 };
  for (const proposal of proposals) {
    const outcome = checkProposal(proposal, ground, checked.kept);
    if (typeof outcome === 'string') checked.dropped.push(outcome);
    else {
      checked.kept.push(outcome);
      if (proposal.line < outcome.line || proposal.line > outcome.endLine) checked.corrected += 1;
    }
  }
  return checked;
}

function checkProposal(
  proposal: Proposal,
  { code, within, found, told }: ChunkGround,
  before: readonly Finding[],
): Finding | DropReason {
  if (before.length === mostProposals) return 'too-many';
  const category = Category.safeParse(proposal.category.trim().toLowerCase());
  const severity = Severity.safeParse(proposal.severity.trim().toLowerCase());
  const title = clipped(proposal.title, 120).replace(/\s+/g, ' ').replace(/\.$/, '');
  const message = clipped(proposal.message, 700);
  if (!category.success || !severity.success || title === '' || message === '') return 'bad-form';
  if (isThin(proposal.quote)) return 'quote-too-thin';
  const place = findQuote(proposal.quote, code, within, proposal.line);
  if (place === null) return 'quote-not-there';
  const suggestion = clipped(proposal.suggestion ?? '', 500);
  const finding: Finding = {
    rule: `model-${category.data}`,
    category: category.data,
    // The gravest word is for what a rule can show twice.
    severity: severity.data === 'critical' ? 'high' : severity.data,
    ...place,
    title,
    message,
    suggestion: suggestion === '' ? null : suggestion,
    evidence: [],
    source: 'model',
  };
  if (found.some((rule) => saysTheSame(rule, finding))) return 'repeats-a-rule';
  if (before.some((other) => other.quote === finding.quote || saysTheSame(other, finding)))
    return 'repeats-itself';
  if (speaksOfFigures(finding, told)) return 'figure-not-computed';
  const words = [title, message, suggestion].join('\n');
  return unfitWords(words, { found: false, ofCode: true }).length > 0 ? 'unfit-words' : finding;
}

function clipped(text: string, longest: number): string {
  return visibleText(text).trim().slice(0, longest).trim();
}

/** Lines about a whole function are no place: something else may well be wrong inside of it. */
const widePlace = 12;
const fewestCommonWords = 2;

/** Whether two findings speak of the same lines and the same matter. */
function saysTheSame(known: Finding, finding: Finding): boolean {
  const meets = known.line <= finding.endLine && finding.line <= known.endLine;
  if (!meets) return false;
  const isWide = known.endLine - known.line >= widePlace;
  if (known.category === finding.category && !isWide) return true;
  const words = wordsOf(`${finding.title} ${finding.message}`);
  const common = [...wordsOf(known.title)].filter((word) => words.has(word));
  return common.length >= fewestCommonWords;
}

const emptyWords = new Set([
  'with',
  'that',
  'this',
  'from',
  'into',
  'when',
  'than',
  'then',
  'code',
  'function',
  'value',
]);

function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  return new Set(words.filter((word) => !emptyWords.has(word)).map((word) => word.slice(0, 6)));
}

/** Numbers within names: SHA-256, utf8, CWE-79, HTTP/2. */
const namedNumber = /\p{L}[\p{L}_]*[-_/.]?\d[\w.-]*/gu;
/** What is measured: shares, factors, times, sizes. */
const measure =
  /\d[\d.,]*\s*(?:%|percent\b|times\b|x\b|-fold\b|ms\b|milliseconds?\b|seconds?\b|[kmg]i?b\b|users\b|requests\b)/i;

function speaksOfFigures({ title, message, suggestion }: Finding, told: string): boolean {
  const said = `${title}\n${message}`.replace(namedNumber, ' ').replace(/`[^`\n]*`/g, ' ');
  if (ungrounded(said, { known: [told] }).length > 0) return true;
  const advised = (suggestion ?? '').replace(/`[^`\n]*`/g, ' ');
  const figure = measure.exec(advised)?.[0];
  return figure !== undefined && !told.includes(figure);
}
