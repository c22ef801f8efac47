import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/code/fixes/edits.ts';
import { patchOf } from '../../../../src/code/fixes/unified-diff.ts';
import { analyzeSource, rules } from '../../../../src/code/index.ts';
import type { RuleExample } from '../../../../src/code/rules/rule.ts';
import { patchedBy } from './programs.ts';

/** What may stand around code in a file, and must move no offset: other characters, tabs, line ends, a byte-order mark. */
const shapes: readonly [string, (text: string, comment: string) => string][] = [
  ['as it is', (text) => text],
  ['with a line feed at the end', (text) => `${text}\n`],
  ['after wide characters and tabs', (text, mark) => amid(text, mark, ['😀 naïve', '\ta\tb 日本語', ''])],
  ['with CR LF', (text, mark) => amid(text, mark, ['one', 'two']).replaceAll('\n', '\r\n')],
  [
    'after a byte-order mark, with CR LF',
    (text, mark) => `\ufeff${amid(text, mark, ['é']).replaceAll('\n', '\r\n')}\r\n`,
  ],
  [
    'amid many lines',
    (text, mark) =>
      amid(
        text,
        mark,
        Array.from({ length: 40 }, (_, line) => `remark ${line}`),
      ),
  ],
];

/** The code with remarks before and after it; what a language wants first stays first. */
function amid(code: string, mark: string, remarks: readonly string[]): string {
  const first = /^(<\?php\n|package \w+\n)?/.exec(code)![0];
  const lines = remarks.map((remark) => (remark === '' ? '' : `${mark} ${remark}`)).join('\n');
  return `${first}${lines}\n${code.slice(first.length)}\n${lines}\n`;
}

function count(findings: readonly { rule: string }[], rule: string): number {
  return findings.filter((finding) => finding.rule === rule).length;
}

const examples: [string, number, RuleExample][] = rules.flatMap((rule) =>
  rule.wrong
    .filter(({ fixed }) => fixed !== undefined)
    .map((example, index): [string, number, RuleExample] => [rule.id, index, example]),
);

describe.each(shapes)('patches of examples %s', (name, shape) => {
  it('apply in git and in patch, parse, and leave no finding of the rule that was mended', async () => {
    let patches = 0;
    for (const [rule, index, { code, language, path = 'example' }] of examples) {
      const text = shape(code, language === 'python' || language === 'ruby' ? '#' : '//');
      const before = await analyzeSource({ source: text, language, path });
      for (const finding of before.findings) {
        if (finding.rule !== rule || finding.hunks === undefined) continue;
        const where = `${rule} ${name}: ${JSON.stringify(text)}`;
        const body = text.replace(/^\ufeff/, '');
        const expected = text.slice(0, text.length - body.length) + applyEdits(body, finding.edits!);
        // Every example goes through one of the two programs in each shape, and through both over all of them.
        const program = (index + patches) % 2 === 0 ? 'git' : 'patch';
        const patched = patchedBy(program, { 'src/a b.txt': text }, patchOf('src/a b.txt', finding.hunks));
        expect(patched['src/a b.txt'], where).toBe(expected);
        const after = await analyzeSource({ source: expected, language, path });
        expect(after.file.errors.length, where).toBeLessThanOrEqual(before.file.errors.length);
        expect(count(after.findings, rule), where).toBeLessThan(count(before.findings, rule));
        if (text.includes('\r\n')) expect(expected.replaceAll('\r\n', ''), where).not.toMatch(/[\r\n]/);
        patches += 1;
      }
    }
    expect(patches).toBeGreaterThan(60);
  });
});
