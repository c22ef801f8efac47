import type { Recommendation, Severity } from '../../code/index.ts';
import type { FormatOptions, ReviewDocument } from './document.ts';
import { pathInRoot, shownPath } from './paths.ts';
import { placeOf } from './place.ts';
import { onOneLine, withoutControls } from './plain.ts';

const commandOf: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
};

/**
 * A review as GitHub's workflow commands, one annotation a finding, gravest first: the service shows ten of each kind a step. Nothing else is
 * in the text, and every value is escaped, so that code under review can't begin a command of its own.
 */
export function formatGithub(review: ReviewDocument, options: FormatOptions): string {
  const lines = review.recommendations.map((finding) => annotation(finding, options));
  for (const { path, errors } of review.files) {
    const [first] = errors;
    if (first === undefined) continue;
    const place = { file: fileOf(path, options), line: first.line, title: 'Does not parse' };
    lines.push(command('warning', place, `${first.message} The rest of the file was reviewed.`));
  }
  for (const { path, reason } of review.skipped ?? [])
    lines.push(command('warning', { title: 'Left out' }, `${shownPath(path, options)}: ${reason}.`));
  return lines.map((line) => `${line}\n`).join('');
}

function annotation(finding: Recommendation, options: FormatOptions): string {
  const { file, line, endLine, severity, title, message, suggestion, rule, id } = finding;
  const source = options.sourceOf(file);
  const place = source === null ? null : placeOf(finding, source);
  const isOnOneLine = place !== null && place.line === place.endLine;
  const properties = {
    file: fileOf(file, options),
    line: place?.line ?? line,
    endLine: place?.endLine ?? endLine,
    // Columns are only taken where the lines are the same.
    ...(isOnOneLine ? { col: place.column, endColumn: place.endColumn } : {}),
    title: `${title} (${rule})`,
  };
  const advice = suggestion === null ? '' : `\nInstead: ${suggestion}`;
  return command(commandOf[severity], properties, `${message}${advice}\n${id}`);
}

/** A path as annotations need it: relative to the repository; code from standard input has none. */
function fileOf(path: string, options: FormatOptions): string | null {
  return path === '-' || path === '' ? null : (pathInRoot(path, options) ?? shownPath(path, options));
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number | null>>,
  message: string,
): string {
  const given = Object.entries(properties)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${escapeProperty(onOneLine(String(value)))}`);
  return `::${name} ${given.join(',')}::${escapeData(withoutControls(message))}`;
}

/** As GitHub's own toolkit escapes the text of a command. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As GitHub's own toolkit escapes the value of a command's property. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
