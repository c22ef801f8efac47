import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type DatasetCase, parseDataset } from '../../evals/dataset.ts';
import { operators } from '../../evals/mutants/operators/index.ts';
import { ExpectedReview, originalOf } from '../../evals/suites/review/expected.ts';
import { languageNames, measureSource } from '../../src/code/index.ts';

const folder = new URL('../../evals/datasets/', import.meta.url);
const cases = parseDataset(
  readFileSync(new URL('review.jsonl', folder), 'utf8'),
  'review.jsonl',
  ExpectedReview,
);
const byId = new Map(cases.map((each) => [each.id, each]));
const mutants = cases.filter(({ expected }) => expected.defect !== null);
const untouched = cases.filter(({ expected }) => expected.defect === null);
const defectOf = ({ expected }: DatasetCase<ExpectedReview>) => expected.defect!;
const partOf = ({ tags }: DatasetCase<ExpectedReview>) => tags[0]!;

describe('the data set of the review', () => {
  test('has at least 300 mutants and as many untouched snippets, over the six languages and more', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(300);
    expect(untouched.length).toBeGreaterThanOrEqual(300);
    const count = (language: string) => mutants.filter(({ tags }) => tags.includes(language)).length;
    for (const language of ['javascript', 'typescript', 'python', 'java', 'go', 'c'])
      expect(count(language), language).toBeGreaterThanOrEqual(50);
    for (const language of ['csharp', 'php', 'ruby', 'rust'])
      expect(count(language), language).toBeGreaterThanOrEqual(20);
  });

  test('gives each mutant’s original back to the letter', () => {
    for (const mutant of mutants)
      expect(originalOf(mutant.input, defectOf(mutant)), mutant.id).toBe(
        byId.get(defectOf(mutant).original)!.input,
      );
  });

  test('names changed lines that are in the mutant, and that differ', () => {
    for (const mutant of mutants) {
      const {
        lines: [first, last],
        also,
      } = defectOf(mutant);
      const count = mutant.input.split('\n').length;
      for (const line of [first, last, ...also])
        expect(line >= 0 && line <= count, `${mutant.id} line ${line}`).toBe(true);
      expect(first, mutant.id).toBeLessThanOrEqual(last);
      expect(mutant.input, mutant.id).not.toBe(byId.get(defectOf(mutant).original)!.input);
    }
  });

  test('keeps about a third aside, with no file of a package in both parts', () => {
    expect(new Set(cases.map(partOf))).toEqual(new Set(['tune', 'held-out']));
    const share = mutants.filter((each) => partOf(each) === 'held-out').length / mutants.length;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.39);
    const parts = new Map<string, string>();
    for (const each of cases) {
      const { package: name, file } = each.expected.source!;
      const known = parts.get(`${name}/${file}`) ?? partOf(each);
      expect(partOf(each), each.id).toBe(known);
      parts.set(`${name}/${file}`, known);
    }
    const texts = new Map<string, string>();
    for (const each of untouched) {
      expect(texts.has(each.input), `${each.id} is ${texts.get(each.input)}`).toBe(false);
      texts.set(each.input, each.id);
    }
  });

  test('tags each case with its part, its language and what was done', () => {
    for (const { id, tags, expected } of cases) {
      expect(languageNames, id).toContain(tags[1]);
      if (expected.defect === null) expect(tags, id).toEqual([tags[0], tags[1], 'untouched']);
      else expect(tags.slice(2), id).toEqual([expected.defect.class, expected.defect.operator, tags[4]]);
      if (expected.defect !== null) expect(['added', 'changed'], id).toContain(tags[4]);
    }
  });

  test('has mutants of operators that are declared, as they are declared', () => {
    const declared = new Map(operators.map((each) => [each.id, each]));
    for (const mutant of mutants) {
      const { operator, class: kind, cwe, says } = defectOf(mutant);
      const { class: declaredKind, cwe: declaredCwe, says: declaredSays } = declared.get(operator)!;
      expect([kind, cwe, says], mutant.id).toEqual([declaredKind, declaredCwe, declaredSays]);
    }
  });

  test('names package, version and licence of each snippet, and the notice names them all', () => {
    const notice = readFileSync(new URL('review.NOTICE.md', folder), 'utf8');
    const licences = ['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];
    for (const { id, expected } of cases) {
      const { package: name, version, licence, lines } = expected.source!;
      expect(licences, id).toContain(licence);
      expect(lines, id).toMatch(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/);
      expect(notice, id).toContain(`| ${name} ${version} |`);
    }
  });

  test('is short: no snippet of more than 40 lines', () => {
    for (const { id, input } of untouched)
      expect(input.trimEnd().split('\n').length, id).toBeLessThanOrEqual(40);
  });

  test('parses, original and mutant', async () => {
    // One in seven: all of them are parsed when the data set is made.
    for (const { id, input, tags } of cases.filter((_, index) => index % 7 === 0)) {
      const { errors } = await measureSource({
        source: input,
        language: languageNames.find((name) => name === tags[1])!,
      });
      expect(errors, id).toEqual([]);
    }
  });
});
