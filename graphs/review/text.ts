import type { ResultItem } from '../../agents/index.ts';
import type { Recommendation } from '../../src/code/index.ts';
import { leftOutText } from '../../src/review/index.ts';
import type { ReviewResult } from './workflow.ts';

/** Findings that an answer shows in full; the rest are listed. */
const shownInFull = 5;
const mostListed = 20;
const mostSkipped = 10;

/** The findings as people are shown them: what leads first, then the ranking. */
export function inOrder({ summary, recommendations }: ReviewResult): Recommendation[] {
  const lead = summary.lead.flatMap((id) => recommendations.filter((each) => each.id === id));
  return [...lead, ...recommendations.filter(({ id }) => !summary.lead.includes(id))];
}

/** A review's answer: the summary, the first findings in full, and the rest in a list. */
export function reviewText(result: ReviewResult): string {
  const findings = inOrder(result);
  const full = findings.slice(0, shownInFull);
  const listed = findings.slice(shownInFull, shownInFull + mostListed);
  const rest = findings.length - full.length - listed.length;
  const parts = [
    result.summary.text,
    measuredText(result),
    ...full.map((finding, index) => `**${index + 1}. ${heading(finding)}**\n\n${detail(finding)}`),
    listed.map((finding, index) => `${full.length + index + 1}. ${heading(finding)}`).join('\n'),
    rest > 0 ? `… and ${rest} more: \`opsmith review\` shows all of them.` : '',
    brokenText(result),
    quietText(result),
    skippedText(result),
    passedOverText(result),
    leftOutText(result.leftOut ?? []),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The figures of a review of one file, in a line; of several, `measure` shows a table. */
function measuredText({ files }: ReviewResult): string {
  const [file] = files;
  if (file === undefined || files.length > 1) return '';
  const { metrics, functions } = file;
  const hardest = functions.toSorted((left, right) => right.cognitive - left.cognitive)[0];
  const figures = [
    `cyclomatic ${metrics.cyclomatic}`,
    `cognitive ${metrics.cognitive}`,
    `maintainability ${metrics.maintainabilityIndex.toFixed(1)} of 100`,
    `duplication ${((metrics.duplication ?? 0) * 100).toFixed(0)}%`,
  ];
  if (hardest !== undefined && hardest.cognitive > 0)
    figures.push(
      `hardest to follow: \`${hardest.name}\` (line ${hardest.line}, cognitive ${hardest.cognitive})`,
    );
  return `Measured: ${figures.join(', ')}.`;
}

function heading({ severity, title, file, line }: Recommendation): string {
  return `${severity}: ${title} (${file === '' ? '' : `\`${file}\` `}line ${line})`;
}

function detail({ quote, message, suggestion, id }: Recommendation): string {
  const fence = '`'.repeat(Math.max(3, ...(quote.match(/`+/g) ?? []).map((run) => run.length + 1)));
  const advice = suggestion === null ? '' : `\n\nInstead: ${suggestion}`;
  return `${fence}\n${quote}\n${fence}\n\n${message}${advice}\n\n\`${id}\``;
}

function brokenText({ files }: ReviewResult): string {
  return files
    .filter(({ errors }) => errors.length > 0)
    .slice(0, 5)
    .map(
      ({ path, errors }) =>
        `${path === '' ? 'The code' : `\`${path}\``} does not parse at line ${errors[0]!.line}: ${errors[0]!.message} The rest was reviewed.`,
    )
    .join('\n');
}

/** How many files were left out, and why; the first by name. */
function skippedText({ skipped }: ReviewResult): string {
  if (skipped.length === 0) return '';
  const lines = skipped.slice(0, mostSkipped).map(({ path, reason }) => `- \`${path}\`: ${reason}`);
  const more = skipped.length > lines.length ? [`- and ${skipped.length - lines.length} more`] : [];
  const count = skipped.length === 1 ? 'One file was' : `${skipped.length} files were`;
  return `${count} left out:\n\n${[...lines, ...more].join('\n')}`;
}

const buildsNamed = 3;

/** Files that are no text and folders of builds, in a sentence each; empty where there are none. */
export function passedOverText({ passedOver }: Pick<ReviewResult, 'passedOver'>): string {
  if (passedOver === undefined) return '';
  const { binary, builds } = passedOver;
  const files = binary === 1 ? 'One file is' : `${binary} files are`;
  const shown = builds.slice(0, buildsNamed).map((each) => `\`${each}\``);
  const more = builds.length > shown.length ? ` and ${builds.length - shown.length} more` : '';
  return [
    ...(binary === 0 ? [] : [`${files} no text and ${binary === 1 ? 'was' : 'were'} passed over.`]),
    ...(builds.length === 0
      ? []
      : [
          `${shown.join(', ')}${more}: ${builds.length === 1 ? 'a folder' : 'folders'} of what a build makes, not looked into; name ${builds.length === 1 ? 'it' : 'one'} to review it.`,
        ]),
  ].join(' ');
}

/** What was found and is not shown. */
function quietText({ suppressed, baseline, learning }: ReviewResult): string {
  const parts = [
    suppressed === 0 ? '' : `${suppressed} silenced by marks in the code`,
    baseline === null ? '' : `${baseline.known} known from the baseline, ${baseline.fixed} of it fixed`,
    learning === undefined || learning.heldBack === 0
      ? ''
      : `${learning.heldBack} unlikely to be accepted, after ${learning.verdicts} verdicts (\`opsmith review --all\` shows them)`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `Not shown: ${parts.join('; ')}.`;
}

/** A finding as something that a later turn may refer to. */
export function itemOf(finding: Recommendation): ResultItem {
  return {
    id: finding.id,
    title: heading(finding),
    detail: `**${heading(finding)}**\n\n${detail(finding)}\n\n${finding.evidence.join(' · ')}`,
  };
}
