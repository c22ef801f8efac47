import type { Recommendation, ReviewedFile } from '../../code/index.ts';
import type { FormatOptions, ReviewDocument } from './document.ts';
import { shownPath } from './paths.ts';
import { withoutControls } from './plain.ts';

/**
 * A review as JUnit's XML, for build servers that show tests: a suite a file, a failed case a finding, and one passed case for a file without
 * findings. What was left out is a skipped case.
 */
export function formatJunit(review: ReviewDocument, options: FormatOptions): string {
  const found = new Map<string, Recommendation[]>();
  for (const finding of review.recommendations) {
    const inFile = found.get(finding.file);
    if (inFile === undefined) found.set(finding.file, [finding]);
    else inFile.push(finding);
  }
  const suites = review.files.map((file) => suiteOf(file, found.get(file.path) ?? [], options));
  // A finding about a file that isn't listed would be lost without a suite of its own.
  const listed = new Set(review.files.map(({ path }) => path));
  for (const [path, findings] of found) {
    if (!listed.has(path)) suites.push(suiteOf({ path, errors: [] }, findings, options));
  }
  const skipped = (review.skipped ?? []).map((each) => {
    const name = shownPath(each.path, options);
    return suite(
      name,
      [testcase(name, 'reviewed', `<skipped${attributes({ message: each.reason })}/>`)],
      0,
      1,
    );
  });
  const failures = review.recommendations.length;
  const tests = [...suites, ...skipped].reduce((sum, { tests }) => sum + tests, 0);
  const head = attributes({ name: 'opsmith review', tests, failures, errors: 0 });
  const body = [...suites, ...skipped].map(({ xml }) => xml).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${body}</testsuites>\n`;
}

interface Suite {
  tests: number;
  xml: string;
}

function suiteOf(
  { path, errors }: Pick<ReviewedFile, 'path' | 'errors'>,
  findings: readonly Recommendation[],
  options: FormatOptions,
): Suite {
  const name = shownPath(path, options);
  const cases = findings.map((finding) => failed(name, finding));
  if (cases.length === 0) cases.push(testcase(name, 'no findings', ''));
  const unparsed = errors.map(({ line, message }) => `Line ${line} does not parse: ${message}`).join('\n');
  return suite(name, cases, findings.length, 0, unparsed);
}

function suite(
  name: string,
  cases: readonly string[],
  failures: number,
  skipped: number,
  systemErr = '',
): Suite {
  const head = attributes({ name, tests: cases.length, failures, errors: 0, skipped });
  const errors = systemErr === '' ? '' : `    <system-err>${xmlText(systemErr)}</system-err>\n`;
  return { tests: cases.length, xml: `  <testsuite${head}>\n${cases.join('')}${errors}  </testsuite>\n` };
}

function failed(file: string, finding: Recommendation): string {
  const { line, endLine, severity, category, rule, title, message, suggestion, quote, id } = finding;
  const place = endLine > line ? `lines ${line}-${endLine}` : `line ${line}`;
  const text = [
    `${file}:${line}`,
    message,
    ...(suggestion === null ? [] : [`Instead: ${suggestion}`]),
    '',
    quote,
    '',
    `${rule} · ${category} · ${id}`,
  ].join('\n');
  const head = attributes({ type: severity, message: `${title} (${place})` });
  return testcase(file, `${rule}: ${title} (${place})`, `<failure${head}>${xmlText(text)}</failure>`);
}

function testcase(classname: string, name: string, body: string): string {
  const head = attributes({ classname, name });
  return body === '' ? `    <testcase${head}/>\n` : `    <testcase${head}>\n      ${body}\n    </testcase>\n`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlAttribute(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text between tags. What XML 1.0 (section 2.2) has no character for is shown as a mark. */
export function xmlText(text: string): string {
  return withoutControls(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"]/g, (character) => entities[character]!);
}

/** The value of an attribute: readers would turn a tab or a line feed into a space. */
function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}
