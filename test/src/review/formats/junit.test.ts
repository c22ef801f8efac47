import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { formatReview, type ReviewDocument } from '../../../../src/review/index.ts';
import { fileOf, findingOf, hostile, optionsFor, reviewOf } from './a-review.ts';

interface Case {
  name: string;
  classname: string;
  failure?: { type: string; message: string; '#text': string };
  skipped?: { message: string };
}
interface Suite {
  name: string;
  tests: string;
  failures: string;
  testcase: Case[];
  'system-err'?: string;
}

function suitesOf(review: ReviewDocument) {
  const xml = formatReview(review, 'junit', optionsFor());
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  });
  return {
    xml,
    root: parser.parse(xml).testsuites as { tests: string; failures: string; testsuite: Suite[] },
  };
}

describe('the JUnit format', () => {
  it('is a suite a file and a failed case a finding', () => {
    const review = reviewOf([findingOf({ quote: 'q(x)', line: 2 })], {
      files: [fileOf('src/app.js'), fileOf('src/good.js')],
    });
    const { root } = suitesOf(review);
    expect(root).toMatchObject({ tests: '2', failures: '1' });
    const [bad, good] = root.testsuite;
    expect(bad).toMatchObject({ name: 'src/app.js', tests: '1', failures: '1' });
    expect(bad!.testcase[0]).toMatchObject({
      classname: 'src/app.js',
      failure: { type: 'high', message: 'SQL put together from values (line 2)' },
    });
    expect(bad!.testcase[0]!.failure!['#text']).toContain('src/app.js:2\nWhoever chooses');
    expect(good!.testcase).toEqual([{ classname: 'src/good.js', name: 'no findings' }]);
  });

  it('shows what was left out as skipped, and what did not parse', () => {
    const { root } = suitesOf(
      reviewOf([], {
        files: [fileOf('a.js', { errors: [{ line: 3, message: 'Unexpected <.' }] })],
        skipped: [{ path: 'b.js', code: 'binary', reason: 'it is not text' }],
      }),
    );
    expect(root.testsuite[0]!['system-err']).toBe('Line 3 does not parse: Unexpected <.');
    expect(root.testsuite[1]!.testcase[0]).toMatchObject({ skipped: { message: 'it is not text' } });
  });

  it.each(hostile)('is XML 1.0 whatever the code holds: %j', (text) => {
    const finding = findingOf({ quote: text, title: text, message: text, file: `src/${text}.js` });
    const { xml, root } = suitesOf(reviewOf([finding]));
    // Section 2.2 of XML 1.0: the characters that a document may hold.
    expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    expect(root.testsuite).toHaveLength(1);
    expect(root.testsuite[0]!.testcase).toHaveLength(1);
    expect(Object.keys(root.testsuite[0]!.testcase[0]!)).toEqual(['failure', 'classname', 'name']);
  });
});
