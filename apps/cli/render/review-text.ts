import type { Recommendation, Severity } from '../../../src/code/index.ts';
import { accountLines, placeOf, type ReviewDocument, type SourceOf } from '../../../src/review/index.ts';
import { count, formatNumber } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable, type Style } from '../terminal/style.ts';
import { pad, widthOf, wrap } from '../terminal/width.ts';
import { renderCodeFrame } from './code-frame.ts';
import { renderCodeQuote } from './code-quote.ts';

/** A dot stays with the word before it where the line is broken. */
const between = '\u00a0· ';

const gravestFirst: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/**
 * A review for people: the findings by file, each with its code, and a summary line at the end. `sourceOf` gives the files' texts; a finding
 * whose file has changed meanwhile is shown with its quote alone.
 */
export function renderReview(review: ReviewDocument, screen: Screen, sourceOf: SourceOf): string[] {
  const lines = renderFindings(review.recommendations, { files: review.files, screen, sourceOf });
  for (const { path, errors } of review.files) {
    if (errors.length === 0) continue;
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    lines.push(
      ...wrap(
        `${screen.style.yellow('!')} ${printable(path)} does not parse at line ${first!.line}: ${printable(first!.message)}${more}; the rest was reviewed.`,
        screen.columns,
      ),
    );
  }
  // The policy's summary is the line below in other words.
  if (review.decidedBy !== 'policy') lines.push(...wrap(printable(review.summary.text), screen.columns), '');
  lines.push(...wrap(summaryLine(review, screen.style), screen.columns));
  const quiet = quietLine(review);
  if (quiet !== '') lines.push(...wrap(screen.style.dim(quiet), screen.columns));
  if (review.model)
    for (const line of accountLines(review.model))
      lines.push(...wrap(screen.style.dim(printable(line)), screen.columns));
  return lines;
}

export interface FindingsOptions {
  /** The files that they are in, for their languages. */
  files: ReviewDocument['files'];
  screen: Screen;
  sourceOf: SourceOf;
}

/** Findings by file, each with its code. */
export function renderFindings(
  findings: readonly Recommendation[],
  { files, screen, sourceOf }: FindingsOptions,
): string[] {
  const lines: string[] = [];
  const languages = new Map(files.map((file) => [file.path, file.language]));
  for (const [file, found] of byFile(findings)) {
    const name = wrap(printable(file), screen.columns);
    for (const line of name) lines.push(screen.style.bold(screen.style.underline(line)));
    lines.push('');
    const language = languages.get(file) ?? null;
    for (const finding of found)
      lines.push(...renderFinding(finding, codeOf(finding, { language, sourceOf, screen }), screen), '');
  }
  return lines;
}

interface CodeOptions {
  language: string | null;
  sourceOf: SourceOf;
  screen: Screen;
}

function codeOf(finding: Recommendation, { language, sourceOf, screen }: CodeOptions): string[] {
  const source = sourceOf(finding.file);
  const place = source === null ? null : placeOf(finding, source);
  return source === null || place === null
    ? renderCodeQuote({ quote: finding.quote, line: finding.line, language }, screen)
    : renderCodeFrame({ source, place, language }, screen);
}

function renderFinding(finding: Recommendation, code: readonly string[], screen: Screen): string[] {
  const { style, columns } = screen;
  const place = finding.endLine > finding.line ? `${finding.line}-${finding.endLine}` : `${finding.line}`;
  const head = `${severityMark(finding.severity, style)} ${style.bold(printable(finding.title))}`;
  const facts = style.dim([`line ${place}`, finding.category, finding.rule, finding.id].join(between));
  const sameLine = widthOf(head) + 3 + widthOf(facts) <= columns;
  const indent = (text: string) =>
    wrap(text, columns - 2).map((line) => `  ${line.replaceAll('\u00a0', ' ')}`);
  return [
    ...(sameLine
      ? [`${head}   ${facts.replaceAll('\u00a0', ' ')}`]
      : [...wrap(head, columns), ...indent(facts)]),
    ...code,
    ...indent(printable(finding.message)),
    ...(finding.reasons ?? []).flatMap((reason) => indent(style.dim(printable(reason)))),
    ...(finding.suggestion === null ? [] : indent(`${style.green('→')} ${printable(finding.suggestion)}`)),
  ];
}

/** The severity in its colour, in a width that is the same for all. */
export function severityMark(severity: Severity, style: Style): string {
  const text = pad(severity.toUpperCase(), 8);
  if (severity === 'critical') return style.bold(style.red(text));
  if (severity === 'high') return style.red(text);
  return severity === 'medium' ? style.yellow(text) : style.blue(text);
}

function summaryLine(review: ReviewDocument, style: Style): string {
  const total = review.recommendations.length;
  const parts = gravestFirst.flatMap((severity) => {
    const found = review.recommendations.filter((finding) => finding.severity === severity).length;
    return found === 0 ? [] : [`${found} ${severity}`];
  });
  const found = total === 0 ? style.green('no findings') : `${count(total, 'finding')} (${parts.join(', ')})`;
  return `${style.bold(count(review.files.length, 'file'))}, ${found} · score ${formatNumber(review.score, 2)} · decided by ${review.decidedBy} · ${style.dim(review.run)}`;
}

/** What was looked at, and what was found and is not shown; empty where all was. */
function quietLine({ diff, suppressed = 0, baseline, learning }: ReviewDocument): string {
  const parts: string[] = [];
  if (diff)
    parts.push(diff.ref === null ? 'staged lines alone' : `lines changed since ${printable(diff.ref)} alone`);
  if (suppressed > 0) parts.push(`${suppressed} suppressed in the code`);
  if (baseline) parts.push(`${baseline.known} known from the baseline, ${baseline.fixed} of it fixed`);
  if (learning) parts.push(learningPart(learning));
  return parts.join(' · ');
}

function learningPart({ verdicts, heldBack }: NonNullable<ReviewDocument['learning']>): string {
  const order = `in the order of ${count(verdicts, 'verdict')}`;
  return heldBack === 0
    ? order
    : `${order}, ${count(heldBack, 'finding')} unlikely to be accepted held back (--all shows them)`;
}

function byFile(findings: readonly Recommendation[]): Map<string, Recommendation[]> {
  const files = new Map<string, Recommendation[]>();
  for (const finding of findings) {
    const before = files.get(finding.file);
    if (before === undefined) files.set(finding.file, [finding]);
    else before.push(finding);
  }
  return files;
}
