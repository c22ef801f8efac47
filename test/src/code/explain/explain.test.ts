import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../../../src/code/explain/code-frame.ts';
import {
  explainFinding,
  explainRule,
  findRule,
  loadRuleset,
  type Recommendation,
  reviewSource,
} from '../../../../src/code/index.ts';

const source = 'import os\n\n\ndef add(item, items=[]):\n    items.append(item)\n    return items\n';
const ruleset = await loadRuleset({ workspace: import.meta.dirname });

async function finding(): Promise<Recommendation> {
  const { recommendations } = await reviewSource({ source, path: 'a.py' });
  return recommendations.find(({ rule }) => rule === 'mutable-default')!;
}

describe('a finding at length', () => {
  it('has the code in its frame, the reason, the evidence, the patch, examples, and how to silence it', async () => {
    const found = { ...(await finding()), evidence: ['seen twice', 'CWE-665'] };
    const text = explainFinding(found, {
      rule: findRule(ruleset, 'mutable-default'),
      language: 'python',
      source,
    });
    expect(text).toMatch(/^\*\*high: Mutable default argument\*\* \(`a\.py`, line 4\)/);
    expect(text).toContain('  2 |\n  3 |\n> 4 | def add(item, items=[]):\n  5 |     items.append(item)');
    expect(text).toContain('The default is made once');
    expect(text).toContain('[CWE-665](https://cwe.mitre.org/data/definitions/665.html) · Source: Python FAQ');
    expect(text).toContain('- seen twice');
    expect(text).not.toContain('- CWE-665');
    expect(text).toContain('```diff\n--- a/a.py\n+++ b/a.py\n@@ -1,6 +1,8 @@');
    expect(text).toContain('`opsmith review a.py --fix` shows what it mends');
    expect(text).toContain('which becomes\n\n```python\ndef add(item, items=None):');
    expect(text).toContain('`# opsmith-ignore mutable-default: the reason`');
    expect(text).toContain(`\`${found.id}\` · \`mutable-default\` · reliability`);
  });

  it('says where the code stands now, and that it is gone where it is', async () => {
    const found = await finding();
    const ground = { rule: null, language: 'python' as const };
    const moved = explainFinding(found, { ...ground, source: `# one\n# two\n${source}` });
    expect(moved).toContain('(`a.py`, line 6)');
    const gone = explainFinding(found, { ...ground, source: 'x = 1\n' });
    expect(gone).toContain('The code has changed since');
    expect(gone).toContain(found.quote);
    expect(explainFinding(found, { ...ground, source: null })).not.toContain('changed since');
  });

  it('says of a model’s finding what stands behind it', async () => {
    const found: Recommendation = {
      ...(await finding()),
      source: 'model',
      rule: 'model',
      patch: null,
      evidence: ['proposed by ollama:x', 'line 4 bore it out when it was argued against'],
    };
    const text = explainFinding(found, { rule: null, language: 'python', source });
    expect(text).toContain('no rule stands behind it');
    expect(text).toContain('- line 4 bore it out when it was argued against');
  });

  it('keeps code with backticks whole', async () => {
    const found = { ...(await finding()), quote: 'x = "```"', patch: null };
    const text = explainFinding(found, { rule: null, language: null, source: 'x = "```"\n' });
    expect(text).toContain('````\n> 1 | x = "```"');
  });
});

describe('a rule at length', () => {
  it('says what it looks for, whether it is on, and shows wrong and right code', () => {
    const text = explainRule(findRule(ruleset, 'nan-comparison'));
    expect(text).toMatch(
      /^\*\*nan-comparison: Comparison with NaN\*\*\n\nreliability, high · .* · on · by default/,
    );
    expect(text).toContain('if (x === NaN) f();');
    expect(text).toContain('if (Number.isNaN(x)) f();');
    expect(text).toContain('**What it leaves alone**');
  });
});

describe('a frame of code', () => {
  it('finds the quote that stands nearest to where it was', () => {
    const text = 'a\nb = 1\nc\nd\nb = 1\ne\n';
    const place = { quote: 'b = 1', line: 4, endLine: 4 };
    expect(codeFrame(place, text)).toMatchObject({ line: 5, endLine: 5 });
    expect(codeFrame({ ...place, line: 2, endLine: 2 }, text)).toMatchObject({ line: 2 });
    expect(codeFrame({ ...place, quote: 'nothing' }, text)).toBeNull();
  });

  it('is cut where lines are long and many', () => {
    const text = Array.from({ length: 60 }, () => 'x'.repeat(5_000)).join('\n');
    const frame = codeFrame({ quote: 'xxx', line: 10, endLine: 50 }, text)!;
    expect(frame.text.split('\n')).toHaveLength(12);
    expect(Math.max(...frame.text.split('\n').map((line) => line.length))).toBeLessThan(220);
  });
});
