import { describe, expect, it } from 'vitest';
import {
  analyzeSource,
  type Finding,
  type LanguageName,
  loadRuleset,
  rulesetProblems,
} from '../../../../src/code/index.ts';
import { makeProject, ruleOf } from './project.ts';

/** What one rule finds in a code. */
async function find(
  rule: Record<string, unknown>,
  source: string,
  language: LanguageName = 'javascript',
): Promise<Finding[]> {
  const workspace = makeProject({ '.opsmith/rules/own.json': ruleOf({ languages: [language], ...rule }) });
  const ruleset = await loadRuleset({ workspace });
  expect(await rulesetProblems(ruleset, [language])).toEqual([]);
  const { findings } = await analyzeSource({ source, language, ruleset });
  return findings.filter((finding) => finding.rule === 'own-rule');
}

const lines = (findings: readonly Finding[]) => findings.map(({ line }) => line);

/** Why a rule can't be used. */
async function refusal(
  rule: Record<string, unknown>,
  language: LanguageName = 'javascript',
): Promise<string> {
  const workspace = makeProject({ '.opsmith/rules/own.json': ruleOf({ languages: [language], ...rule }) });
  const problems = await rulesetProblems(await loadRuleset({ workspace }), [language]);
  expect(problems).toHaveLength(1);
  return problems[0]!.reason;
}

const code = `save(a);
function slow() { save(b); }
for (const x of xs) { save(x); }
save('text');
save(a, a);
if (ready) { load(); }
`;

describe('conditions', () => {
  it.each<[string, unknown, number[]]>([
    ['a pattern by itself', 'save($X)', [1, 2, 3, 4]],
    ['a selector', { selector: 'for_in_statement' }, [3]],
    ['a selector with a field', { selector: 'if_statement > consequence:statement_block' }, [6]],
    ['a pattern and a regex on its text', { pattern: 'save($...)', regex: 'text|b' }, [2, 4]],
    ['inside', { pattern: 'save($X)', inside: 'function $F() { $... }' }, [2]],
    ['notInside', { pattern: 'save($X)', notInside: { selector: 'for_in_statement' } }, [1, 2, 4]],
    ['has', { selector: 'statement_block', has: 'save($X)' }, [2, 3]],
    ['notHas', { selector: 'statement_block', notHas: 'save($X)' }, [6]],
    ['any', { any: ['load()', { pattern: 'save($X, $Y)' }] }, [5, 6]],
    ['all', { all: ['save($...A)', { not: 'save($X)' }] }, [5]],
    ['not', { pattern: 'save($X)', not: 'save("text")' }, [1, 2, 3]],
    ['where it matches', { pattern: 'save($X)', where: { $X: { matches: '^[ab]$' } } }, [1, 2]],
    ['where it does not', { pattern: 'save($X)', where: { $X: { notMatches: '^[ab]$' } } }, [3, 4]],
    ['where it is the same', { pattern: 'save($X, $Y)', where: { $X: { equals: '$Y' } } }, [5]],
    ['where it is not', { pattern: 'save($X, $Y)', where: { $X: { notEquals: '$Y' } } }, []],
    ['where it is that text', { pattern: 'save($X)', where: { $X: { equals: "'text'" } } }, [4]],
    ['where it is one of', { pattern: 'save($X)', where: { $X: { oneOf: ['a', 'x'] } } }, [1, 3]],
    ['where it is none of', { pattern: 'save($X)', where: { $X: { notOneOf: ['a', 'x'] } } }, [2, 4]],
    ['where it is constant', { pattern: 'save($X)', where: { $X: { constant: true } } }, [4]],
    ['where there are at least two', { pattern: 'save($...XS)', where: { '$...XS': { atLeast: 2 } } }, [5]],
    ['where there is at most one', { pattern: 'save($...XS)', where: { $XS: { atMost: 1 } } }, [1, 2, 3, 4]],
    [
      'where it is a kind of node',
      { pattern: 'save($X)', where: { $X: { is: { selector: 'string' } } } },
      [4],
    ],
    [
      'where it is no such node',
      { pattern: 'save($X)', where: { $X: { isNot: { selector: 'string' } } } },
      [1, 2, 3],
    ],
    ['where the whole match', { pattern: 'save($X)', where: { $MATCH: { matches: 'x' } } }, [3, 4]],
  ])('%s', async (_name, match, expected) => {
    expect(lines(await find({ match }, code))).toEqual(expected);
  });

  it('bind what lies around, for the message', async () => {
    const [finding] = await find(
      { match: { pattern: 'save($X)', inside: 'function $F() { $... }' }, message: '$F saves $X: $MATCH' },
      code,
    );
    expect(finding!.message).toBe('slow saves b: save(b)');
  });

  it('go back where a later condition does not hold', async () => {
    const match = { pattern: 'f($..., $X, $...)', where: { $X: { matches: '^\\d+$' } } };
    const [finding] = await find({ match, message: '$X' }, 'f(a, b, 42, c)');
    expect(finding!.message).toBe('42');
  });

  it('tell what comes from a client, as the built-in rules know it', async () => {
    const match = { pattern: 'render($X)', where: { $X: { fromClient: true } } };
    const source = 'app.get("/", (req, res) => { const name = req.query.name; render(name); render("x"); });';
    expect(await find({ match, message: '$X' }, source)).toMatchObject([{ message: 'name' }]);
  });

  it('speak of each language in its own words', async () => {
    const match = { pattern: { javascript: 'eval($X)', python: 'exec($X)' } };
    expect(
      await find({ match, languages: ['javascript', 'python'] }, 'exec(a)\neval(a)\n', 'python'),
    ).toMatchObject([{ line: 1 }]);
  });

  it('look through the text where all there is is a regex, with groups as metavariables', async () => {
    const rule = { match: { regex: 'TODO\\((?P<WHO>\\w+)\\)' }, message: '$WHO said $MATCH' };
    const found = await find(rule, '// TODO(ann): x\nf(); // TODO: y\n/* TODO(bob) */\n');
    expect(found).toMatchObject([
      { line: 1, message: 'ann said TODO(ann)', quote: 'TODO(ann)' },
      { line: 3, message: 'bob said TODO(bob)' },
    ]);
  });

  it('hold for text within a kind of node', async () => {
    const rule = { match: { regex: 'TODO', selector: 'comment' } };
    expect(lines(await find(rule, '// TODO\nf("TODO");\n'))).toEqual([1]);
  });

  it('report a run of statements from its beginning to its end', async () => {
    const rule = { match: '$L.lock();\n$...\n$L.unlock();' };
    expect(await find(rule, 'a.lock();\nb();\na.unlock();\nc();\n')).toMatchObject([{ line: 1, endLine: 3 }]);
  });

  it('offer a fix, verified', async () => {
    const rule = { match: 'save($X, $...REST)', fix: { template: 'store($X, { $...REST })', safe: true } };
    const [finding] = await find(rule, 'save(a, b);\n');
    expect(finding).toMatchObject({
      fix: 'safe',
      edits: [{ start: 0, end: 10, replacement: 'store(a, { b })' }],
    });
    expect(finding!.hunks).toContain('+store(a, { b });');
    const broken = await find({ match: 'save($X)', fix: 'store(($X' }, 'save(a);\n');
    expect(broken[0]!.edits).toBeUndefined();
  });
});

describe('a rule is refused', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'for a pattern that does not parse',
      { match: { any: ['f()', 'f(('] } },
      /"match\.any\.1" "f\(\(" does not parse as javascript/,
    ],
    [
      'for a kind that the grammar lacks',
      { match: { selector: 'if_stmt' } },
      /"match\.selector" .*has no "if_stmt"/,
    ],
    ['for no selector at all', { match: { selector: '[[' } }, /"match\.selector"/],
    [
      'for look-around',
      { match: { regex: 'a(?=b)' } },
      /"match\.regex".*does not parse: invalid or unsupported Perl syntax.*RE2/,
    ],
    [
      'for a constraint on nothing',
      { match: { pattern: 'f($XS)', where: { $XZ: { matches: 'a' } } } },
      /"match\.where\.\$XZ" is about a metavariable .*did you mean \$XS\?; they have \$XS/,
    ],
    ['for an empty constraint', { match: { pattern: 'f($X)', where: { $X: {} } } }, /says nothing/],
    [
      'for a message about nothing',
      { match: 'f($X)', message: 'see $Y' },
      /"message" speaks of \$Y, which no pattern of the rule binds; there are \$X, \$MATCH/,
    ],
    ['for nothing to begin with', { match: { inside: 'f()' } }, /"match" says nowhere what to begin with/],
    [
      'for an alternative with nothing to begin with',
      { match: { any: ['f()', { regex: 'x' }] } },
      /says nowhere what to begin with/,
    ],
    ['for an empty condition', { match: {} }, /"match" is empty/],
  ])('%s', async (_name, rule, reason) => {
    expect(await refusal(rule)).toMatch(reason);
  });
});

describe('a hostile expression', () => {
  const evil = `const text = '${'a'.repeat(100_000)}!';\n`;

  it('does not hang the search of a file', async () => {
    const begin = performance.now();
    expect(await find({ match: { regex: '(a+)+$' } }, evil)).toEqual([]);
    expect(await find({ match: { regex: '(a|a)*b|(.*)*c' } }, evil)).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  it('that is linear and slow is not begun on a long file', async () => {
    const text = Array.from({ length: 5_000 }, (_, index) => `name${'abcdefghij'[index % 10]}(longer);`).join(
      '\n',
    );
    const workspace = makeProject({
      '.opsmith/rules/own.json': ruleOf({ match: { regex: '(\\w{1,500}\\d){2}' } }),
    });
    const ruleset = await loadRuleset({ workspace });
    const { file } = await analyzeSource({ source: text, language: 'javascript', ruleset });
    expect(file.errors).toMatchObject([{ message: expect.stringMatching(/own-rule failed.*million steps/) }]);
  });

  it('does not hang a constraint', async () => {
    const match = { pattern: '$V = "$X"', where: { $X: { matches: '^(a+)+$' } } };
    const begin = performance.now();
    expect(await find({ match }, `v = '${'a'.repeat(100_000)}!';\n`)).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  it('is told of where it takes too many steps, and costs nothing but itself', async () => {
    const workspace = makeProject({
      '.opsmith/rules/own.json': ruleOf({ match: 'f($...A, $...B, $...C, $...D, $...E, zz)' }),
      '.opsmith/rules/two.json': ruleOf({ id: 'other-rule', match: 'g()' }),
    });
    const args = Array.from({ length: 3_000 }, (_, index) => `a${index}`).join(',\n');
    const ruleset = await loadRuleset({ workspace });
    const { file, findings } = await analyzeSource({
      source: `f(${args});\ng();\n`,
      language: 'javascript',
      ruleset,
    });
    expect(findings.map(({ rule }) => rule)).toContain('other-rule');
    expect(file.errors).toMatchObject([
      { message: expect.stringMatching(/own-rule failed on this file.*million steps/) },
    ]);
  });
});
