import { describe, expect, it } from 'vitest';
import { analyzeSource, categories, type Finding, languageNames, rules } from '../../../../src/code/index.ts';
import { findInTree } from '../../../../src/code/rules/reading/find.ts';
import type { RuleExample } from '../../../../src/code/rules/rule.ts';

/** What one rule says of an example, before other rules' findings may take its place. */
async function found(
  rule: string,
  { language, code, path = 'example' }: RuleExample,
  enabled = [rule],
): Promise<Finding[]> {
  const { file, tree } = await analyzeSource({ source: code, language, path });
  const { functions, metrics } = file;
  const all = findInTree({ tree, language, path, functions, sloc: metrics.sloc, enabled });
  return all.filter((finding) => finding.rule === rule);
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('finds each of its wrong examples at the expected line, with a quote that is there', async () => {
    for (const example of rule.wrong) {
      const findings = await found(id, example);
      const where = `${example.language}: ${example.code.slice(0, 200)}`;
      expect(findings, where).toHaveLength(example.finds ?? 1);
      expect(findings[0]!.line, where).toBe(example.line ?? 1);
      for (const { line, endLine, quote, message, category } of findings) {
        const lines = example.code.split('\n').slice(line - 1, endLine);
        expect(lines.join('\n'), where).toContain(quote);
        expect(quote, where).not.toBe('');
        expect(message, where).not.toMatch(/undefined|null\b.*null|\[object/);
        expect(category).toBe(rule.category);
      }
    }
  });

  it('says of its wrong examples what it is sure of where nobody switched it on, and nothing else', async () => {
    if (rule.offByDefault !== undefined) return;
    for (const example of rule.wrong) {
      const findings = await found(id, example, []);
      expect(findings, example.code).toHaveLength(example.unsure === true ? 0 : (example.finds ?? 1));
    }
    // Who reports what is unsure says why, and shows it.
    expect(rule.wrong.some(({ unsure }) => unsure === true)).toBe(rule.unsure !== undefined);
  });

  it('is silent on its right examples', async () => {
    for (const example of rule.right) {
      expect(await found(id, example), `${example.language}: ${example.code.slice(0, 300)}`).toEqual([]);
    }
  });
});

describe('the registry', () => {
  it('has at least 40 rules over security, reliability, performance and refactoring', () => {
    expect(rules.length).toBeGreaterThanOrEqual(40);
    for (const category of categories.filter((each) => each !== 'style')) {
      expect(rules.filter((rule) => rule.category === category).length, category).toBeGreaterThanOrEqual(5);
    }
  });

  it('has a security and a reliability rule for every language', () => {
    for (const language of languageNames) {
      const speaking = rules.filter((rule) => rule.languages.includes(language));
      for (const category of ['security', 'reliability', 'performance', 'refactoring'] as const) {
        expect(
          speaking.some((rule) => rule.category === category),
          `${language}: ${category}`,
        ).toBe(true);
      }
    }
  });

  it('gives every rule a unique kebab-case id, wrong and right examples, and minutes', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule.id).toMatch(/^[a-z][a-z-]*[a-z]$/);
      expect(rule.wrong.length, rule.id).toBeGreaterThan(0);
      expect(rule.right.length, rule.id).toBeGreaterThan(0);
      expect(rule.remediationMinutes, rule.id).toBeGreaterThan(0);
      for (const { language } of [...rule.wrong, ...rule.right])
        expect(rule.languages, rule.id).toContain(language);
      for (const other of rule.supersedes ?? [])
        expect(
          rules.some(({ id }) => id === other),
          other,
        ).toBe(true);
    }
  });
});
