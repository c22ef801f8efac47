import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../../../src/code/index.ts';
import { formatReview, type QuietFinding, type ReviewDocument } from '../../../../src/review/index.ts';
import { fileOf, findingOf, hostile, optionsFor, reviewOf, root } from './a-review.ts';

interface Region {
  startLine: number;
  startColumn?: number;
  endLine: number;
  endColumn?: number;
  snippet?: { text: string };
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: {
    physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region: Region };
  }[];
  partialFingerprints: Record<string, string>;
  suppressions?: { kind: string; justification: string }[];
  fixes?: { artifactChanges: { replacements: { deletedRegion: Region; insertedContent: object }[] }[] }[];
}
interface Run {
  tool: {
    driver: {
      rules: { id: string; help: { text: string; markdown: string }; properties: Record<string, unknown> }[];
    };
  };
  originalUriBaseIds: Record<string, { uri: string }>;
  taxonomies?: { taxa: { id: string }[] }[];
  invocations: {
    toolExecutionNotifications: { message: { text: string }; descriptor: { id: string } }[];
  }[];
  results: Result[];
}

const matchers = fileURLToPath(import.meta.resolve('@microsoft/jest-sarif'));
let validate: ValidateFunction;

beforeAll(() => {
  // The standard's schema, as Microsoft's own matchers for Jest carry it. It is of draft 4; nothing in it but these two means another thing today.
  const file = new URL('./schemas/sarif-2.1.0-rtm.5.json', `file://${matchers}`);
  const { $schema, id, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  expect([$schema, id]).toEqual([
    'http://json-schema.org/draft-04/schema#',
    expect.stringContaining('sarif-2.1.0-rtm.5.json'),
  ]);
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  validate = ajv.compile(schema);
});

function runOf(review: ReviewDocument, options = optionsFor()): Run {
  const text = formatReview(review, 'sarif', options);
  const log = JSON.parse(text) as { version: string; runs: Run[] };
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  expect(log.version).toBe('2.1.0');
  expect(text.endsWith('}\n')).toBe(true);
  return log.runs[0]!;
}

const regionOf = (result: Result) => result.locations[0]!.physicalLocation.region;
const uriOf = (result: Result) => result.locations[0]!.physicalLocation.artifactLocation;

describe('the SARIF format', () => {
  it('is valid for an empty review', () => {
    const run = runOf(reviewOf([], { files: [fileOf('src/app.js')] }));
    expect(run.results).toEqual([]);
    expect(run.taxonomies).toBeUndefined();
  });

  it('is valid for a finding of every rule, and describes each', () => {
    const findings = rules.map((rule, index) =>
      findingOf({ ...rule, id: `rec_${index}`, rule: rule.id, quote: 'x', message: 'm' } as never),
    );
    const run = runOf(reviewOf(findings));
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    for (const { help } of run.tool.driver.rules) {
      expect(help.text.length).toBeGreaterThan(20);
      expect(help.markdown).toMatch(/^\*\*/);
    }
  });

  it('refuses, as a schema should, a log that is wrong', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [{ level: 'fatal' }] }] })).toBe(false);
  });

  it('places a finding to the column, counted in UTF-16', () => {
    const source = 'const a = 1;\r\n\tlet s = "😀é"; query("x" + y);\r\n';
    const [result] = runOf(
      reviewOf([findingOf({ quote: 'query("x" + y)', line: 2 })]),
      optionsFor({ 'src/app.js': source }),
    ).results;
    const line = source.split('\r\n')[1]!;
    const column = line.indexOf('query') + 1;
    expect(regionOf(result!)).toEqual({
      startLine: 2,
      startColumn: column,
      endLine: 2,
      endColumn: column + 14,
      snippet: { text: 'query("x" + y)' },
    });
  });

  it('gives the lines alone where the file has changed since, or is gone', () => {
    const finding = findingOf({ quote: 'query(x)', line: 2 });
    for (const options of [optionsFor({ 'src/app.js': 'a\nb\n' }), optionsFor()])
      expect(regionOf(runOf(reviewOf([finding]), options).results[0]!)).toEqual({ startLine: 2, endLine: 2 });
  });

  it('lets a quote of the first lines reach to the end of what was found', () => {
    const source = 'function f() {\n  a();\n  b();\n}\n';
    const finding = findingOf({ quote: 'function f() {\n  a();', line: 1, endLine: 4 });
    const [result] = runOf(reviewOf([finding]), optionsFor({ 'src/app.js': source })).results;
    expect(regionOf(result!)).toEqual({ startLine: 1, startColumn: 1, endLine: 4, endColumn: 2 });
  });

  it('keeps a fingerprint where lines move', () => {
    const print = (line: number, source: string) =>
      runOf(reviewOf([findingOf({ quote: 'q(x)', line })]), optionsFor({ 'src/app.js': source })).results[0]!
        .partialFingerprints;
    expect(print(1, 'q(x)\n')).toEqual(print(4, '\n\n\nq(x)\n'));
  });

  it('tells severities apart by level and, for security, by number', () => {
    const of = (severity: 'low' | 'medium' | 'high' | 'critical') =>
      runOf(reviewOf([findingOf({ quote: 'q', severity, rule: 'of-a-project', evidence: [] })]));
    expect(of('critical').results[0]!.level).toBe('error');
    expect(of('high').results[0]!.level).toBe('error');
    expect(of('medium').results[0]!.level).toBe('warning');
    expect(of('low').results[0]!.level).toBe('note');
    const security = of('critical').tool.driver.rules[0]!.properties['security-severity'];
    expect(Number(security)).toBeGreaterThan(9);
    const plain = runOf(reviewOf([findingOf({ quote: 'q', rule: 'other', category: 'style' })]));
    expect(plain.tool.driver.rules[0]!.properties).not.toHaveProperty('security-severity');
  });

  it('refers to weaknesses that it declares', () => {
    const run = runOf(reviewOf([findingOf({ quote: 'q' })]));
    expect(run.taxonomies![0]!.taxa).toMatchObject([{ id: '89' }]);
    expect(run.tool.driver.rules[0]).toMatchObject({
      relationships: [{ target: { id: '89', toolComponent: { index: 0 } } }],
      properties: { tags: ['security', 'external/cwe/cwe-089'] },
    });
  });

  it.each([
    ['src/a b/ü#1?.js', 'src/a%20b/%C3%BC%231%3F.js'],
    ['c:/x%41.js', 'c%3A/x%2541.js'],
    [`${root}/src/app.js`, 'src/app.js'],
    ['-', '-'],
  ])('writes the path %s as the URI %s under the base', (file, uri) => {
    const run = runOf(reviewOf([findingOf({ quote: 'q', file })]));
    expect(uriOf(run.results[0]!)).toEqual({ uri, uriBaseId: 'ROOT' });
    if (file !== '-') {
      const resolved = fileURLToPath(new URL(uri, run.originalUriBaseIds.ROOT!.uri));
      expect(resolved).toBe(file.startsWith('/') ? file : `${root}/${file}`);
    }
  });

  it('gives paths relative to the repository from a folder within, and absolute ones beyond it', () => {
    const options = optionsFor({}, { directory: `${root}/packages/a` });
    const run = runOf(
      reviewOf([
        findingOf({ quote: 'q', file: 'x.js' }),
        findingOf({ quote: 'q', file: '../../../other/x y.js' }),
      ]),
      options,
    );
    expect(uriOf(run.results[0]!)).toEqual({ uri: 'packages/a/x.js', uriBaseId: 'ROOT' });
    expect(uriOf(run.results[1]!)).toEqual({ uri: 'file:///home/ada/other/x%20y.js' });
  });

  it('carries silenced findings as suppressed, and no others', () => {
    const quiet: QuietFinding[] = [
      { finding: findingOf({ quote: 'q', id: 'rec_a' }), by: 'comment', reason: 'our own text' },
      { finding: findingOf({ quote: 'q', id: 'rec_b' }), by: 'baseline', reason: null },
    ];
    const { results } = runOf(reviewOf([findingOf({ quote: 'q' })]), optionsFor({}, { quiet }));
    expect(results.map(({ suppressions }) => suppressions?.[0]?.kind)).toEqual([
      undefined,
      'inSource',
      'external',
    ]);
    expect(results[1]!.suppressions![0]!.justification).toBe('our own text');
  });

  it('notes what was left out, and what did not parse', () => {
    const review = reviewOf([], {
      files: [fileOf('src/app.js', { errors: [{ line: 3, message: 'Unexpected token.' }] })],
      skipped: [{ path: 'logo.js', code: 'binary', reason: 'it is not text' }],
    });
    const notes = runOf(review).invocations[0]!.toolExecutionNotifications;
    expect(notes.map(({ descriptor }) => descriptor.id)).toEqual(['parse-error', 'binary']);
  });

  it('offers edits as fixes that, applied, give the mended text', () => {
    const source = 'const é = 1;\r\nif (a == null) {\r\n  b();\r\n}\r\n';
    const start = source.indexOf('== null');
    const finding = findingOf({
      quote: 'a == null',
      line: 2,
      edits: [{ start, end: start + 2, replacement: '===\n' }],
    });
    const [result] = runOf(reviewOf([finding]), optionsFor({ 'src/app.js': source })).results;
    const [{ deletedRegion, insertedContent }] = result!.fixes![0]!.artifactChanges[0]!.replacements as [
      { deletedRegion: Region; insertedContent: object },
    ];
    expect(deletedRegion).toEqual({ startLine: 2, startColumn: 7, endLine: 2, endColumn: 9 });
    expect(insertedContent).toEqual({ text: '===\r\n' });
    // Offsets of a text that has changed would mend another place.
    const changed = runOf(reviewOf([finding]), optionsFor({ 'src/app.js': `//\n${source}` }));
    expect(changed.results[0]!.fixes).toBeUndefined();
  });

  it.each(hostile)('stays valid and plain with %j in code, names and words', (text) => {
    const finding = findingOf({
      quote: text,
      title: text,
      message: text,
      suggestion: text,
      file: `src/${text}.js`,
      rule: 'of-a-project',
    });
    const run = runOf(reviewOf([finding]), optionsFor({ [finding.file]: text }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(run.results[0]!.message.text).not.toMatch(/[\u0000-\u0008\u001b]|\{\d+\}|\]\(/);
    expect(uriOf(run.results[0]!).uri).toMatch(/^(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+$/);
  });
});
