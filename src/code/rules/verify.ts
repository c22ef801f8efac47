import type { Finding, Severity } from '../types.ts';
import { severities } from '../types.ts';
import { rules } from './index.ts';
import { KeptFindings } from './kept-findings.ts';

const supersededBy: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  rules.map((rule) => [rule.id, new Set(rule.supersedes)]),
);

/** By rule: those that supersede it, and those that it supersedes. */
const related: ReadonlyMap<string, readonly string[]> = new Map(
  rules.map(({ id, supersedes = [] }) => [
    id,
    [...supersedes, ...rules.filter((other) => other.supersedes?.includes(id)).map((other) => other.id)],
  ]),
);

function relatedTo(rule: string): readonly string[] {
  // A project's own rule says the same as itself alone.
  return [rule, ...(related.get(rule) ?? [])];
}

/** Rules that speak of whole functions and files: one of them may well lie inside another. */
const nests: ReadonlySet<string> = new Set(
  rules
    .filter((rule) => rule.checkFunction !== undefined || rule.checkFile !== undefined)
    .map((rule) => rule.id),
);

/**
 * Keeps the findings that hold: the lines exist, the quote is text of those lines to the letter, no linter's mark silences it, and no
 * other finding says the same. Of two that do, the graver or the wider one stays.
 */
export function verifyFindings(findings: readonly Finding[], source: string): Finding[] {
  if (findings.length === 0) return [];
  const lines = new Lines(source);
  const held = findings.filter((finding) => isQuoted(finding, lines) && !isSilenced(finding, lines));
  const kept: Finding[] = [];
  // By rule: a finding says the same as another of its own rule, or of one that supersedes it or that it supersedes.
  const known = new Map<string, KeptFindings>();
  for (const finding of [...held].sort(byWeight)) {
    const isTold = relatedTo(finding.rule).some(
      (rule) => known.get(rule)?.someNear(finding, (other) => saysTheSame(other, finding)) === true,
    );
    if (isTold) continue;
    kept.push(finding);
    const ofRule = known.get(finding.rule) ?? new KeptFindings();
    known.set(finding.rule, ofRule);
    ofRule.add(finding);
  }
  return kept.sort((a, b) => a.line - b.line || a.endLine - b.endLine || (a.rule < b.rule ? -1 : 1));
}

/** The lines of a text, cut out where somebody looks. */
class Lines {
  readonly #source: string;
  readonly #starts = [0];

  constructor(source: string) {
    this.#source = source;
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  get length(): number {
    return this.#starts.length;
  }

  /** From one line to another, from 1, without the last line break; empty for what is not there. */
  between(line: number, endLine: number): string {
    const start = this.#starts[line - 1];
    if (start === undefined) return '';
    return this.#source.slice(start, endLine < this.length ? this.#starts[endLine]! - 1 : undefined);
  }
}

function isQuoted(finding: Finding, lines: Lines): boolean {
  const { line, endLine, quote } = finding;
  if (quote === '' || line < 1 || endLine < line || endLine > lines.length) return false;
  return lines.between(line, endLine).includes(quote);
}

/** Graver first, then wider, then earlier. */
function byWeight(a: Finding, b: Finding): number {
  return rank(b.severity) - rank(a.severity) || b.endLine - b.line - (a.endLine - a.line) || a.line - b.line;
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

function saysTheSame(kept: Finding, finding: Finding): boolean {
  const inside = kept.line <= finding.line && finding.endLine <= kept.endLine;
  if (kept.rule === finding.rule) {
    if (kept.line === finding.line && !nests.has(kept.rule)) return true;
    return inside && !nests.has(kept.rule) && kept.quote.includes(finding.quote);
  }
  // A function that is too long for the same reason as it is too complex is told of once.
  if (supersededBy.get(kept.rule)?.has(finding.rule) === true) {
    return nests.has(kept.rule)
      ? kept.line === finding.line && kept.endLine === finding.endLine
      : inside || finding.line === kept.line;
  }
  return (
    supersededBy.get(finding.rule)?.has(kept.rule) === true &&
    kept.line === finding.line &&
    kept.endLine === finding.endLine
  );
}

/** What people already write for linters; our own marks are in suppressions.ts. */
const theirs =
  /(?:#|\/\/|\/\*|<!--).*\b(?:nosec|NOSONAR|NOLINT|nolint|noqa|eslint-disable-line|nosemgrep|codeql\[)/i;
const theirsBefore = /(?:#|\/\/|\/\*).*\b(?:eslint-disable-next-line|NOLINTNEXTLINE|nosemgrep)/i;

/** Whether a linter's mark on the finding's line, or on the line before, silences it. */
function isSilenced(finding: Finding, lines: Lines): boolean {
  const own = lines.between(finding.line, finding.line).slice(0, 2000);
  const before = lines.between(finding.line - 1, finding.line - 1).slice(0, 2000);
  return theirs.test(own) || theirsBefore.test(before);
}
