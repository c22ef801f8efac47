import { describe, expect, it } from 'vitest';
import { analyzeSource, type LanguageName } from '../../../../src/code/index.ts';
import { findingsOf, rulesOf } from './find-rule.ts';

const inFunction = (comment: string) => `function f(text) {\n  return eval(text); ${comment}\n}`;
const reason = 'only our own rules';

describe('a mark with a reason', () => {
  it.each([
    ['on the line', inFunction(`// opsmith-ignore eval-of-data: ${reason}`)],
    ['in a block comment', inFunction(`/* opsmith-ignore eval-of-data: ${reason} */`)],
    ['on the line before', `// opsmith-ignore eval-of-data: ${reason}\nconst f = (t) => eval(t);`],
    [
      'before other comments and empty lines',
      `// opsmith-ignore eval-of-data: ${reason}\n\n// Evaluates.\nconst f = (t) => eval(t);`,
    ],
    [
      'that names several rules',
      `const { exec } = require('child_process');\n// opsmith-ignore eval-of-data, shell-injection: ${reason}\nfunction f(t) { exec('ls ' + t); return eval(t); }`,
    ],
    [
      'for the file, at its end',
      `const f = (t) => eval(t);\n// opsmith-ignore-file eval-of-data: ${reason}\n`,
    ],
    [
      'for a block',
      `// opsmith-ignore-start eval-of-data: ${reason}\nf();\nconst f = (t) => eval(t);\n// opsmith-ignore-end eval-of-data\n`,
    ],
    [
      'for a block that never ends',
      `// opsmith-ignore-start eval-of-data: ${reason}\nf();\nconst f = (t) => eval(t);`,
    ],
    [
      'in a line of a long comment',
      `/**\n * Evaluates.\n * opsmith-ignore eval-of-data: ${reason}\n */\nconst f = (t) => eval(t);`,
    ],
    ['with CR LF', `// opsmith-ignore eval-of-data: ${reason}\r\nconst f = (t) => eval(t);\r\n`],
  ])('%s silences', async (_, code) => {
    const { findings, suppressed } = await analyzeSource({ source: code, language: 'javascript' });
    expect(findings).toEqual([]);
    expect(suppressed.length).toBeGreaterThan(0);
    expect(suppressed).toContainEqual(expect.objectContaining({ rule: 'eval-of-data', reason }));
  });

  it.each<[LanguageName, string]>([
    ['python', `def f(x):\n    # opsmith-ignore eval-of-data: ${reason}\n    return eval(x)\n`],
    ['ruby', `def f(x)\n  eval(x) # opsmith-ignore eval-of-data: ${reason}\nend\n`],
    ['php', `<?php\nfunction f($x) {\n  # opsmith-ignore eval-of-data: ${reason}\n  return eval($x);\n}\n`],
  ])('silences in %s', async (language, code) => {
    expect(await rulesOf(language, code)).toEqual([]);
  });

  it('beside code is about that line alone', async () => {
    const code = `f(); // opsmith-ignore eval-of-data: ${reason}\nconst g = (t) => eval(t);`;
    expect(await rulesOf('javascript', code)).toEqual(['unused-suppression', 'eval-of-data']);
  });

  it('does not reach past the end of its block', async () => {
    const code = `// opsmith-ignore-start eval-of-data: ${reason}\nconst f = (t) => eval(t);\n// opsmith-ignore-end\nconst g = (t) => eval(t);`;
    expect((await findingsOf('javascript', code)).map(({ rule, line }) => [rule, line])).toEqual([
      ['eval-of-data', 4],
    ]);
  });

  it('in a string is data', async () => {
    const code = `def f(x):\n    y = "# opsmith-ignore-file eval-of-data: ${reason}"\n    return eval(x + y)\n`;
    expect(await rulesOf('python', code)).toEqual(['eval-of-data']);
  });

  it('that speaks of a finding that another rule says better hides both, and is used', async () => {
    const code = `async function f(ids) {\n  for (const id of ids) {\n    // opsmith-ignore query-in-loop: a handful\n    await db.query('select 1 where id = ?', [id]);\n  }\n}`;
    expect(await rulesOf('javascript', code)).toEqual([]);
  });
});

describe('a mark that silences nothing', () => {
  it.each([
    '// opsmith-ignore eval-of-data',
    '// opsmith-ignore eval-of-data:',
    '// opsmith-ignore eval-of-data: -- ',
  ])('for want of a reason is reported, and the finding stays: %s', async (comment) => {
    expect(await rulesOf('javascript', inFunction(comment))).toEqual([
      'eval-of-data',
      'suppression-without-reason',
    ]);
  });

  it('for want of a rule is reported', async () => {
    const [found] = await findingsOf('python', '# opsmith-ignore\nx = 1\n');
    expect(found).toMatchObject({ rule: 'suppression-without-reason', quote: 'opsmith-ignore', line: 1 });
  });

  it('because nothing is there is reported, in style and low', async () => {
    const [found] = await findingsOf('javascript', `// opsmith-ignore eval-of-data: ${reason}\nf(x);\n`);
    expect(found).toMatchObject({
      rule: 'unused-suppression',
      category: 'style',
      severity: 'low',
      quote: `opsmith-ignore eval-of-data: ${reason}`,
      message: '`eval-of-data` finds nothing here.',
    });
  });

  it('of a rule that does not exist names the one that was meant', async () => {
    const [found] = await findingsOf('javascript', `// opsmith-ignore eval-of-dat: ${reason}\nf(x);\n`);
    expect(found).toMatchObject({ rule: 'unused-suppression', suggestion: 'Did you mean `eval-of-data`?' });
  });

  it('of a rule that does not look at this file, or of a model, is let be', async () => {
    const code = `// opsmith-ignore magic-number, model-finding: ${reason}\nf(x);\n`;
    const [first] = await findingsOf('javascript', code);
    expect(first?.message ?? '').not.toContain('model-finding');
  });

  it('is not reported for a sentence that only speaks of marks', async () => {
    expect(await rulesOf('javascript', '// See opsmith-ignore in the manual.\nf(x);\n')).toEqual([]);
  });
});
