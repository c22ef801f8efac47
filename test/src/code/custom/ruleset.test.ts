import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPlain } from '../../../../src/code/custom/active-rules-for.ts';
import type { RuleSettings } from '../../../../src/code/custom/settings.ts';
import { analyzeSource, listRules, loadRuleset, measurePaths, rules } from '../../../../src/code/index.ts';
import { InputError } from '../../../../src/errors/index.ts';
import { makeProject } from './project.ts';

const yamlRule = `id: no-save
title: Saving
severity: high
category: security
languages: [javascript]
match: save($X)
message: saves $X
cwe: 79
remediationMinutes: 120
`;

/** The problems of a workspace with one file of rules beside a good one. */
async function problemsOf(name: string, content: string | Uint8Array): Promise<string[]> {
  const workspace = makeProject({
    '.opsmith/rules/good.yaml': yamlRule,
    [`.opsmith/rules/${name}`]: content,
  });
  const ruleset = await loadRuleset({ workspace });
  expect(ruleset.rules.map(({ rule }) => rule.id)).toContain('no-save');
  for (const { code, path } of ruleset.problems) {
    expect(code).toBe('bad-rule');
    expect(path).toBe(`.opsmith/rules/${name}`);
  }
  return ruleset.problems.map(({ reason }) => reason);
}

describe('a file with an error is named and skipped', () => {
  it.each<[string, string, string | Uint8Array, RegExp]>([
    ['broken YAML', 'a.yaml', 'id: [x\n', /it is no YAML: .*\(line 2\)/],
    [
      'the same key twice',
      'a.yaml',
      `${yamlRule}title: again\n`,
      /it is no YAML: Map keys must be unique \(line 10\)/,
    ],
    ['broken JSON', 'a.json', '{ "id": ', /it is no JSON/],
    ['nothing', 'a.yaml', '', /it is empty/],
    ['several documents', 'a.yaml', `${yamlRule}---\n${yamlRule}`, /it holds several documents/],
    ['a list', 'a.yaml', '- 1\n', /the file is \[1\]; it must be an object with keys/],
    [
      'an unknown key',
      'a.yaml',
      `${yamlRule}sevrity: x\n`,
      /"sevrity" \(line 10\) is no key that is known here; did you mean "severity"\?/,
    ],
    [
      'an unknown condition',
      'a.yaml',
      yamlRule.replace('match: save($X)', 'match:\n  patern: f()'),
      /"match\.patern" \(line 7\) is no key that is known here; did you mean "pattern"\?/,
    ],
    [
      'an unknown constraint',
      'a.yaml',
      yamlRule.replace('match: save($X)', 'match:\n  pattern: f($X)\n  where: { $X: { match: a } }'),
      /"match\.where\.\$X\.match" \(line 8\) is no key.*did you mean "matches"\?/,
    ],
    [
      'a constraint on no metavariable',
      'a.yaml',
      yamlRule.replace('match: save($X)', 'match:\n  pattern: f($X)\n  where: { x: { matches: a } }'),
      /"match\.where\.x" \(line 8\): a metavariable such as "\$X" was expected/,
    ],
    [
      'a wrong value',
      'a.yaml',
      yamlRule.replace('high', 'urgent'),
      /"severity" \(line 3\) is "urgent"; it must be one of "low", "medium", "high", "critical"/,
    ],
    [
      'a wrong type',
      'a.yaml',
      yamlRule.replace('[javascript]', 'javascript'),
      /"languages" \(line 5\) is "javascript"; it must be a list/,
    ],
    [
      'a missing key',
      'a.json',
      JSON.stringify({ id: 'x-y' }),
      /"title" \(line 1\) is missing; it must be text/,
    ],
    [
      'an id in capitals',
      'a.yaml',
      yamlRule.replace('no-save', 'NoSave'),
      /"id" \(line 1\) is "NoSave"; words in lower case/,
    ],
    [
      'a language that there is not',
      'a.yaml',
      yamlRule.replace('javascript', 'cobol'),
      /"languages\.0" \(line 5\) is "cobol"; it must be one of "javascript", /,
    ],
    [
      'a built-in id',
      'a.yaml',
      yamlRule.replace('no-save', rules[0]!.id),
      /"id" \(line 1\) is ".*", and so is the id of a built-in rule; it needs one of its own/,
    ],
    [
      'an id that is taken',
      'z.yaml',
      yamlRule,
      /"id" \(line 1\) is "no-save", and so is the id of \.opsmith\/rules\/good\.yaml/,
    ],
    ['bytes that are no text', 'a.yaml', new Uint8Array([1, 0, 2, 3]), /it is not text: it holds NUL bytes/],
    [
      '5 MB',
      'a.yaml',
      `# ${'x'.repeat(5 * 1024 * 1024)}\n`,
      /it is 5\.0 MiB, and such a file may have 256 KiB/,
    ],
    [
      'a hundred levels',
      'a.yaml',
      `a: ${'['.repeat(100)}${']'.repeat(100)}`,
      /it is nested deeper than 40 levels/,
    ],
    ['a hundred thousand brackets', 'a.yaml', `a: ${'['.repeat(100_000)}`, /it is no YAML|nested deeper/],
    [
      'a hundred thousand brackets in JSON',
      'a.json',
      '['.repeat(100_000) + ']'.repeat(100_000),
      /it is no JSON|no YAML|nested deeper/,
    ],
    ['an alias bomb', 'a.yaml', bomb(), /it is no YAML that can be read/],
  ])('for %s', async (_what, name, content, reason) => {
    expect((await problemsOf(name, content)).join('\n')).toMatch(reason);
  });

  it('for links out of the workspace, and for folders', async () => {
    const elsewhere = makeProject({ 'secret.yaml': yamlRule });
    const workspace = makeProject({ '.opsmith/rules/.hidden.yaml': 'not read: [' });
    symlinkSync(join(elsewhere, 'secret.yaml'), join(workspace, '.opsmith/rules/out.yaml'));
    symlinkSync(join(elsewhere, 'gone.yaml'), join(workspace, '.opsmith/rules/gone.yaml'));
    mkdirSync(join(workspace, '.opsmith/rules/folder.yaml'));
    const { rules: found, problems } = await loadRuleset({ workspace });
    expect(found).toEqual([]);
    expect(problems.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      '.opsmith/rules/folder.yaml: it is no file',
      ".opsmith/rules/gone.yaml: it can't be read (ENOENT)",
      '.opsmith/rules/out.yaml: it is a symbolic link that leads out of the workspace',
    ]);
  });

  it('and links within the workspace are followed', async () => {
    const workspace = makeProject({ 'shared/rule.yaml': yamlRule, '.opsmith/rules/.keep': '' });
    symlinkSync(join(workspace, 'shared/rule.yaml'), join(workspace, '.opsmith/rules/rule.yaml'));
    expect(await loadRuleset({ workspace })).toMatchObject({
      problems: [],
      rules: [{ rule: { id: 'no-save' } }],
    });
  });

  it('runs no code of the workspace', async () => {
    const mark = 'globalThis.ranCodeOfTheWorkspace = true;';
    const workspace = makeProject({
      '.opsmith/rules/a.js': mark,
      '.opsmith/rules/b.ts': mark,
      '.opsmith/rules/c.mjs': mark,
    });
    expect(await loadRuleset({ workspace })).toMatchObject({ rules: [], problems: [] });
    expect('ranCodeOfTheWorkspace' in globalThis).toBe(false);
  });
});

describe('a ruleset', () => {
  it('is plain where there is nothing of its own', async () => {
    const workspace = makeProject({});
    const plain = await loadRuleset({ workspace, settings: { thresholds: { nesting: 4 } } });
    expect(isPlain(plain)).toBe(true);
    expect(isPlain(await loadRuleset({ workspace, settings: { thresholds: { nesting: 3 } } }))).toBe(false);
  });

  it('has a version that follows its content', async () => {
    const workspace = makeProject({ '.opsmith/rules/a.yaml': yamlRule });
    const first = await loadRuleset({ workspace });
    expect((await loadRuleset({ workspace })).version).toBe(first.version);
    const off = await loadRuleset({ workspace, settings: { rules: { 'no-save': 'off' } } });
    writeFileSync(join(workspace, '.opsmith/rules/a.yaml'), yamlRule.replace('saves $X', 'keeps $X'));
    const other = await loadRuleset({ workspace });
    expect(new Set([first.version, off.version, other.version]).size).toBe(3);
    expect(first.version).toMatch(/^[0-9a-f]{16}$/);
  });

  it('counts in the debt and the security score as the built-in rules do', async () => {
    const workspace = makeProject({ '.opsmith/rules/a.yaml': yamlRule });
    const ruleset = await loadRuleset({ workspace });
    const source = 'save(a);\n';
    const without = await analyzeSource({ source, language: 'javascript' });
    const { file, findings } = await analyzeSource({ source, language: 'javascript', ruleset });
    expect(without.file.metrics).toMatchObject({ securityScore: 1, technicalDebtRatio: 0 });
    expect(findings).toMatchObject([
      { rule: 'no-save', severity: 'high', evidence: ['CWE-79'], message: 'saves a' },
    ]);
    expect(file.metrics.securityScore).toBeCloseTo(Math.exp(-0.6), 3);
    expect(file.metrics.technicalDebtRatio).toBe(1);
  });

  it('is silenced by marks in the code', async () => {
    const workspace = makeProject({ '.opsmith/rules/a.yaml': yamlRule });
    const ruleset = await loadRuleset({ workspace });
    const source = '// opsmith-ignore no-save: it is a test\nsave(a);\n';
    const { findings, suppressed } = await analyzeSource({ source, language: 'javascript', ruleset });
    expect(findings).toEqual([]);
    expect(suppressed).toHaveLength(1);
  });

  it('speaks of the files that its globs mean', async () => {
    const rule = `${yamlRule}paths:\n  include: [src/]\n  exclude: ["*.test.js"]\n`;
    const workspace = makeProject({
      '.opsmith/rules/a.yaml': rule,
      'src/a.js': 'save(1);\n',
      'src/a.test.js': 'save(2);\n',
      'lib/b.js': 'save(3);\n',
    });
    const ruleset = await loadRuleset({ workspace });
    const { files, findings } = await measurePaths(['.'], { directory: workspace, ruleset, coverage: false });
    const found = files.filter((_, index) => findings[index]!.some(({ rule: id }) => id === 'no-save'));
    expect(found.map(({ path }) => path)).toEqual(['src/a.js']);
  });

  it('finds the same in worker threads as in this one', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`src/f${index}.js`, `save(${index});\nother(${index});\n`]),
    );
    const workspace = makeProject({
      ...files,
      '.opsmith/rules/a.yaml': yamlRule,
      '.opsmith/metrics/saves.yaml':
        'name: saves\ndescription: Calls\ncounts: { saves: save($X) }\nexpression: saves * 2\n',
    });
    const ruleset = await loadRuleset({ workspace, settings: { rules: { 'no-save': 'critical' } } });
    const run = (threads: number) =>
      measurePaths(['src'], { directory: workspace, ruleset, threads, coverage: false });
    const [here, there] = [await run(1), await run(2)];
    // Who owns a finding is said early where a file comes from another thread; it says nothing new.
    const plain = (found: typeof here) =>
      found.findings.map((each) => each.map(({ owner: _, ...rest }) => rest));
    expect(plain(there)).toEqual(plain(here));
    expect(there.files).toEqual(here.files);
    expect(here.files.every(({ custom }) => custom?.saves === 2)).toBe(true);
    expect(here.findings.flat().filter(({ severity }) => severity === 'critical')).toHaveLength(40);
  });

  it('lists what is wrong with it among what was skipped, and the rest is found', async () => {
    const workspace = makeProject({
      'a.js': 'save(1);\n',
      '.opsmith/rules/a.yaml': yamlRule,
      '.opsmith/rules/b.yaml': yamlRule.replace('no-save', 'no-other').replace('save($X)', 'f(($X'),
      '.opsmith/rules/c.yaml': 'id: 1',
    });
    const ruleset = await loadRuleset({ workspace });
    const { skipped, findings, summary } = await measurePaths(['a.js'], { directory: workspace, ruleset });
    expect(skipped.map(({ path, code }) => [path, code])).toEqual([
      ['.opsmith/rules/c.yaml', 'bad-rule'],
      ['.opsmith/rules/b.yaml', 'bad-rule'],
    ]);
    expect(findings.flat()).toHaveLength(1);
    expect(summary).toMatchObject({ files: 1 });
  });
});

describe('settings', () => {
  const long = `function f(a) {\n${'  g(a);\n'.repeat(30)}}\n`;
  const source = `${long}function h(x) { return eval(x); }\n`;
  const find = async (settings: Parameters<typeof loadRuleset>[0]['settings'], path = 'src/a.js') => {
    const ruleset = await loadRuleset({ workspace: makeProject({}), settings });
    const { findings } = await analyzeSource({ source, path, language: 'javascript', ruleset });
    return Object.fromEntries(findings.map(({ rule, severity }) => [rule, severity]));
  };

  it('switch rules off, change how grave they are, and move thresholds', async () => {
    const before = await find({});
    const [evil] = Object.keys(before);
    expect(evil).toBeDefined();
    expect(await find({ rules: { [evil!]: 'off' } })).not.toHaveProperty([evil!]);
    expect(await find({ rules: { [evil!]: 'low' } })).toMatchObject({ [evil!]: 'low' });
    expect(before).not.toHaveProperty(['long-function']);
    expect(await find({ thresholds: { functionLines: 20 } })).toHaveProperty(['long-function']);
  });

  it('hold for some files where they say so, the later ones first', async () => {
    const overrides = [
      { paths: ['src/'], thresholds: { functionLines: 20 } },
      { paths: ['src/old/'], rules: { 'long-function': 'off' as const } },
    ];
    expect(await find({ overrides })).toHaveProperty(['long-function']);
    expect(await find({ overrides }, 'lib/a.js')).not.toHaveProperty(['long-function']);
    expect(await find({ overrides }, 'src/old/a.js')).not.toHaveProperty(['long-function']);
  });

  it('switch on what is off by default', async () => {
    const quiet = rules.find(({ offByDefault, wrong }) => offByDefault !== undefined && wrong.length > 0);
    if (quiet === undefined) return;
    const { code, language, path } = quiet.wrong[0]!;
    const ruleset = await loadRuleset({
      workspace: makeProject({}),
      settings: { rules: { [quiet.id]: 'on' } },
    });
    const { findings } = await analyzeSource({ source: code, language, ruleset, ...(path && { path }) });
    expect(findings.map(({ rule }) => rule)).toContain(quiet.id);
  });

  it('switch on all that is off by default at once, but for what is off by name', async () => {
    const quiet = rules.find(({ offByDefault }) => offByDefault !== undefined)!;
    const { code, language, path } = quiet.wrong[0]!;
    const found = async (settings: RuleSettings) => {
      const ruleset = await loadRuleset({ workspace: makeProject({}), settings });
      const { findings } = await analyzeSource({ source: code, language, ruleset, ...(path && { path }) });
      const listed = listRules(ruleset).find(({ id }) => id === quiet.id)!;
      expect(listed.enabled).toBe(findings.some(({ rule }) => rule === quiet.id));
      return listed;
    };
    expect(await found({})).toMatchObject({ enabled: false, why: `off by default: ${quiet.offByDefault}` });
    expect(await found({ ruleSet: 'all' })).toMatchObject({ enabled: true });
    expect(await found({ ruleSet: 'all', rules: { [quiet.id]: 'off' } })).toMatchObject({ enabled: false });
  });

  it('of rules that there are not are refused, with the nearest', async () => {
    const load = loadRuleset({ workspace: makeProject({}), settings: { rules: { 'long-functoin': 'off' } } });
    await expect(load).rejects.toThrow(
      /"review\.rules\.long-functoin": there is no such rule; did you mean "long-function"\?/,
    );
    await expect(load).rejects.toBeInstanceOf(InputError);
    const override = { paths: ['a'], rules: { zzzzzzzz: 'off' as const } };
    await expect(
      loadRuleset({ workspace: makeProject({}), settings: { overrides: [override] } }),
    ).rejects.toThrow(/"review\.overrides\.0\.rules\.zzzzzzzz"/);
  });
});

/** YAML whose aliases multiply to more than there is memory. */
function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, level) =>
    level === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
      : `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
  );
  return `${levels.join('\n')}\n`;
}
