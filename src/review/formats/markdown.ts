import { type Recommendation, type Severity, severities } from '../../code/index.ts';
import type { FormatOptions, ReviewDocument } from './document.ts';
import { codeBlock, codeCell, codeSpan, htmlText, markdownText } from './markdown-text.ts';
import { shownPath } from './paths.ts';

/** A comment on GitHub holds 65,536 characters. */
const mostCharacters = 60_000;
const mostRows = 50;
/** What the table and the list of troubles may take of a comment, so that details keep most of it. */
const mostInTable = 16_000;
const mostInTroubles = 6_000;
const opened: readonly Severity[] = ['critical', 'high'];

/**
 * A review as Markdown for a comment on a pull request: a line of counts, a table of the findings, and each with its code to unfold. Whatever
 * the code holds, it is shown and does nothing: no HTML, no link, no mention. The first line lets a program find the comment again.
 */
export function formatMarkdown(review: ReviewDocument, options: FormatOptions): string {
  const { recommendations } = review;
  const head = [
    '<!-- opsmith-review -->',
    `### ${headline(review)}`,
    ...(review.decidedBy === 'policy' ? [] : [markdownText(review.summary.text)]),
    ...(recommendations.length === 0 ? [] : [tableOf(recommendations, options)]),
    ...troubles(review, options),
  ];
  const foot = `score ${review.score} · decided by ${markdownText(review.decidedBy)} · \`${review.run}\``;
  const room = mostCharacters - foot.length - head.reduce((sum, part) => sum + part.length + 2, 0);
  const all = recommendations.map((finding) => detailOf(finding, options));
  const details = fitting(all, room);
  const left = all.length - details.length;
  if (left > 0) details.push(`${count(left, 'finding')} more, which a comment has no room for.`);
  return `${[...head, ...details, foot].join('\n\n')}\n`;
}

/** The parts that fit together into so many characters; one that is too long is passed over. */
function fitting(parts: readonly string[], characters: number): string[] {
  let room = characters;
  return parts.filter((part) => {
    if (part.length + 2 > room) return false;
    room -= part.length + 2;
    return true;
  });
}

function headline({ recommendations, files }: ReviewDocument): string {
  const where = count(files.length, 'file');
  if (recommendations.length === 0) return `opsmith: no findings in ${where}`;
  const counts = severities
    .toReversed()
    .map((severity) => [recommendations.filter((found) => found.severity === severity).length, severity])
    .filter(([number]) => number !== 0)
    .map((pair) => pair.join(' '));
  return `opsmith: ${count(recommendations.length, 'finding')} (${counts.join(', ')}) in ${where}`;
}

function tableOf(findings: readonly Recommendation[], options: FormatOptions): string {
  const rows = fitting(
    findings
      .slice(0, mostRows)
      .map(
        ({ severity, title, file, line, rule }) =>
          `| ${severity} | ${codeCell(`${shownPath(file, options)}:${line}`)} | ${markdownText(title)} | ${codeCell(rule)} |`,
      ),
    mostInTable,
  );
  const rest = findings.length - rows.length;
  return [
    '| severity | place | finding | rule |',
    '|---|---|---|---|',
    ...rows,
    ...(rest > 0 ? [`| | | … and ${rest} more | |`] : []),
  ].join('\n');
}

function detailOf(finding: Recommendation, options: FormatOptions): string {
  const { severity, title, file, line, endLine, quote, message, suggestion, rule, id } = finding;
  const place = endLine > line ? `lines ${line}-${endLine}` : `line ${line}`;
  const isOpen = opened.includes(severity) ? ' open' : '';
  const path = htmlText(shownPath(file, options));
  return [
    `<details${isOpen}><summary><b>${severity}</b>: ${htmlText(title)} (<code>${path}</code> ${place})</summary>`,
    codeBlock(quote, languageOf(file)),
    markdownText(message),
    ...(suggestion === null ? [] : [`**Instead:** ${markdownText(suggestion)}`]),
    ...(finding.patch === null ? [] : [codeBlock(finding.patch.trimEnd(), 'diff')]),
    `${codeSpan(rule)} · ${codeSpan(id)}`,
    '</details>',
  ].join('\n\n');
}

function troubles({ files, skipped = [] }: ReviewDocument, options: FormatOptions): string[] {
  const unparsed = files.flatMap(({ path, errors: [first] }) =>
    first === undefined
      ? []
      : [
          `${codeSpan(shownPath(path, options))} does not parse at line ${first.line}: ${markdownText(first.message)}`,
        ],
  );
  const left = skipped.map(
    ({ path, reason }) => `${codeSpan(shownPath(path, options))} was left out: ${markdownText(reason)}.`,
  );
  const all = [...unparsed, ...left].map((line) => `- ${line}`);
  if (all.length === 0) return [];
  const lines = fitting(all, mostInTroubles);
  if (all.length > lines.length) lines.push(`- … and ${all.length - lines.length} more`);
  return [lines.join('\n')];
}

/** The name that GitHub colours code by: the file's ending, where it is a plain one. */
function languageOf(path: string): string | null {
  return /\.([a-z]{1,10})$/i.exec(path)?.[1]?.toLowerCase() ?? null;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
