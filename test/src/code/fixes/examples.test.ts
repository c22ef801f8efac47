import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/code/fixes/edits.ts';
import { analyzeSource, rules } from '../../../../src/code/index.ts';
import { rawFindings } from './raw-findings.ts';

const mended = rules.filter((rule) => rule.wrong.some(({ fixed }) => fixed !== undefined));

describe.each(mended.map((rule) => [rule.id, rule] as const))('the mend of %s', (id, rule) => {
  it('makes of each example what is written beside it', async () => {
    for (const example of rule.wrong) {
      if (example.fixed === undefined) continue;
      const [first] = (await rawFindings(example, id)).filter((finding) => finding.rule === id);
      expect(first?.edits, example.code).toBeDefined();
      expect(applyEdits(example.code, first!.edits!)).toBe(example.fixed);
    }
  });

  it('is verified: the file parses, the finding is gone, nothing grave is new', async () => {
    for (const { fixed, code, language, path = 'example', unsure } of rule.wrong) {
      if (fixed === undefined || unsure === true) continue;
      // A rule that is off by default is not in a review, and then neither is its mend.
      if (rule.offByDefault !== undefined) continue;
      const { findings } = await analyzeSource({ source: code, language, path });
      const finding = findings.find((each) => each.rule === id);
      expect(finding?.hunks, code).toMatch(/^@@ -/);
    }
  });
});

describe('mends', () => {
  it('are offered by at least 40 rules, and each that offers one shows it in an example', async () => {
    expect(mended.length).toBeGreaterThanOrEqual(40);
    for (const rule of rules) {
      if (mended.includes(rule)) continue;
      for (const example of rule.wrong)
        for (const { rule: by, edits } of await rawFindings(example, rule.id))
          if (by === rule.id) expect(edits, `${rule.id}: ${example.code}`).toBeUndefined();
    }
  });
});
