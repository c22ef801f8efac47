import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languageNames, rules } from '../../../../src/code/index.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const plain = { NO_COLOR: '1' };

const saving = `id: no-save
title: Saving
severity: high
category: security
languages: [javascript]
match: save($X)
message: saves $X
suggestion: keep($X)
wrong: [save(a)]
right: [keep(a)]
`;
const broken = saving.replace('no-save', 'no-other').replace('high', 'urgent');

describe('opsmith rules list', () => {
  it('shows all rules, and which are on', async () => {
    const cwd = makeWorkspace({ '.opsmith/rules/a.yaml': saving });
    const { status, stdout, stderr } = await runInProcess(['rules', 'list'], {
      cwd,
      columns: 120,
      env: plain,
    });
    expect([status, stderr]).toEqual([0, '']);
    for (const { id } of rules) expect(stdout).toContain(id);
    expect(stdout).toMatch(/no-save +high +security +javascript +.*on.* \.opsmith\/rules\/a\.yaml/);
    expect(stdout).toContain(`${rules.length + 1} rules`);
    expect(stdout).toContain('1 your own');
  });

  it('is one JSON document, of one language and category', async () => {
    const cwd = makeWorkspace({
      '.opsmith/rules/a.yaml': saving,
      'opsmith.config.json': '{ "review": { "rules": { "no-save": "off", "sql-injection": "low" } } }',
    });
    const argv = ['rules', 'list', '--json', '--language', 'js', '--category', 'security'];
    const { status, stdout } = await runInProcess(argv, { cwd });
    const { rules: listed, problems } = JSON.parse(stdout);
    expect([status, problems]).toEqual([0, []]);
    expect(listed.length).toBeGreaterThan(10);
    for (const rule of listed) {
      expect(rule.category).toBe('security');
      expect(rule.languages).toContain('javascript');
    }
    const byId = Object.fromEntries(listed.map((rule: { id: string }) => [rule.id, rule]));
    expect(byId['no-save']).toMatchObject({
      origin: 'rule',
      enabled: false,
      why: 'off in review.rules',
      examples: 2,
    });
    expect(byId['sql-injection']).toMatchObject({ origin: 'built-in', enabled: true, severity: 'low' });
  });

  it('names a file that can not be used, and ends with 2', async () => {
    const cwd = makeWorkspace({ '.opsmith/rules/a.yaml': saving, '.opsmith/rules/b.yaml': broken });
    const { status, stdout, stderr } = await runInProcess(['rules', 'list', '--json'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /\.opsmith\/rules\/b\.yaml was left out: "severity" \(line 3\) is "urgent"; it must be one of/,
    );
    expect(JSON.parse(stdout).problems).toHaveLength(1);
  });

  it('fits a terminal of 20 columns', async () => {
    const { stdout } = await runInProcess(['rules', 'list'], {
      cwd: makeWorkspace(),
      columns: 20,
      env: plain,
    });
    expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(20);
  });
});

describe('opsmith rules show', () => {
  it('shows a built-in rule with its reasons and examples', async () => {
    const rule = rules.find(({ id }) => id === 'sql-injection')!;
    const { status, stdout } = await runInProcess(['rules', 'show', rule.id], {
      cwd: makeWorkspace(),
      columns: 300,
      env: plain,
    });
    expect(status).toBe(0);
    for (const part of [rule.title, rule.rationale, `CWE-${rule.cwe}`, 'Finds:', 'Leaves alone:'])
      expect(stdout.replace(/\s+/g, ' ')).toContain(part);
  });

  it('shows one of your own', async () => {
    const cwd = makeWorkspace({ '.opsmith/rules/a.yaml': saving });
    const { status, stdout } = await runInProcess(['rules', 'show', 'no-save', '--json'], { cwd });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'no-save',
      file: '.opsmith/rules/a.yaml',
      fix: 'keep($X)',
      wrong: [{ language: 'javascript', code: 'save(a)' }],
    });
  });

  it('names the nearest where there is none of that id', async () => {
    const { status, stderr } = await runInProcess(['rules', 'show', 'sql-injecton'], {
      cwd: makeWorkspace(),
    });
    expect(status).toBe(2);
    expect(stderr).toContain('There is no rule "sql-injecton". Did you mean "sql-injection"?');
  });
});

it('completes the ids of rules, yours among them', async () => {
  const cwd = makeWorkspace({ '.opsmith/rules/a.yaml': saving });
  const { stdout } = await runInProcess(['__complete', 'no-sa', 'rules', 'show'], { cwd });
  expect(stdout).toMatch(/^no-save\tSaving/);
});

describe('opsmith rules new', () => {
  it.each(languageNames)('writes a rule for %s that passes its own examples', async (language) => {
    const cwd = makeWorkspace();
    const begun = await runInProcess(['rules', 'new', 'my-rule', '--language', language], { cwd });
    expect(begun).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(cwd, '.opsmith/rules/my-rule.yaml'), 'utf8')).toContain('id: my-rule');
    const tried = await runInProcess(['rules', 'test', '--json'], { cwd });
    expect(JSON.parse(tried.stdout)).toMatchObject({
      failed: 0,
      rules: [{ id: 'my-rule', examples: 2, failures: [] }],
    });
    expect(tried.status).toBe(0);
  });

  it('writes over nothing', async () => {
    const cwd = makeWorkspace({ '.opsmith/rules/my-rule.yml': 'not a rule' });
    const { status, stderr } = await runInProcess(['rules', 'new', 'my-rule'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('my-rule.yml exists already, and is not written over');
    expect(existsSync(join(cwd, '.opsmith/rules/my-rule.yaml'))).toBe(false);
  });

  it.each<[string, RegExp]>([
    ['sql-injection', /There is a rule "sql-injection" already, built in/],
    ['../../escape', /words in lower case with hyphens between/],
    ['My_Rule', /words in lower case with hyphens between/],
    ['', /words in lower case/],
  ])('refuses %j', async (id, message) => {
    const cwd = makeWorkspace();
    const { status, stderr } = await runInProcess(['rules', 'new', id], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(join(cwd, '.opsmith'))).toBe(false);
  });
});

describe('opsmith rules test', () => {
  it('says what was found instead, and ends with 1', async () => {
    const wrong = saving
      .replace('[save(a)]', '["keep(a)", "save(a, b)"]')
      .replace('[keep(a)]', '["\\nsave(b)"]');
    const cwd = makeWorkspace({ '.opsmith/rules/a.yaml': wrong });
    const { status, stdout } = await runInProcess(['rules', 'test'], { cwd, columns: 120, env: plain });
    expect(status).toBe(1);
    expect(stdout).toContain('no-save: 3 of 3 examples');
    expect(stdout).toMatch(/no-save +. wrong 1 +. javascript +. 1 finding +. nothing/);
    expect(stdout).toMatch(/no-save +. right 1 +. javascript +. nothing +. line 2: save\(b\)/);
  });

  it('holds lines, counts and fixes', async () => {
    const fixing = {
      id: 'own-rule',
      title: 'x',
      severity: 'low',
      category: 'style',
      languages: ['javascript'],
      match: 'save($X)',
      message: 'x',
      fix: 'keep($X)',
      wrong: [
        { code: 'save(1);\nsave(2);', finds: 2, line: 1, fixed: 'keep(1);\nsave(2);' },
        { code: 'a();\nsave(1);', line: 1, fixed: 'a();\nkept(1);' },
      ],
      right: ['save(1, (', 'keep(1)'],
    };
    const cwd = makeWorkspace({ '.opsmith/rules/a.json': JSON.stringify(fixing) });
    const { stdout } = await runInProcess(['rules', 'test', 'own-rule', '--json'], { cwd });
    expect(JSON.parse(stdout).rules[0].failures).toEqual([
      {
        example: 'wrong 2',
        language: 'javascript',
        expected: 'the first on line 1',
        found: 'line 2: save(1)',
      },
      {
        example: 'wrong 2',
        language: 'javascript',
        expected: 'after the fix: a();⏎kept(1);',
        found: 'a();⏎keep(1);',
      },
      {
        example: 'right 1',
        language: 'javascript',
        expected: 'code that parses as javascript',
        found: 'a syntax error',
      },
    ]);
  });

  it('tells where a rule can not be tried, and where there are none', async () => {
    const cwd = makeWorkspace({ '.opsmith/rules/a.yaml': saving.replace('save($X)', 'save(($X') });
    const { status, stdout } = await runInProcess(['rules', 'test'], { cwd, columns: 120, env: plain });
    expect(status).toBe(1);
    expect(stdout).toContain('no-save: "match" "save(($X" does not parse as javascript');
    const none = await runInProcess(['rules', 'test'], { cwd: makeWorkspace() });
    expect(none.status).toBe(0);
    expect(none.stdout).toContain('There are no rules of your own');
    const unknown = await runInProcess(['rules', 'test', 'no-sav'], { cwd });
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('did you mean "no-save"?');
  });
});

describe('your own rules', () => {
  it('speak in a review, and one with an error is named and ends it with 2', async () => {
    const cwd = makeWorkspace({ 'a.js': 'save(1);\n', '.opsmith/rules/a.yaml': saving });
    const good = await runInProcess(['review', 'a.js', '--json'], { cwd });
    expect(good.status).toBe(0);
    expect(JSON.parse(good.stdout).recommendations).toMatchObject([{ rule: 'no-save', message: 'saves 1' }]);
    writeFileSync(join(cwd, '.opsmith/rules/b.yaml'), broken);
    const bad = await runInProcess(['review', 'a.js', '--json'], { cwd });
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain('.opsmith/rules/b.yaml was left out: "severity" (line 3)');
    expect(JSON.parse(bad.stdout).recommendations).toMatchObject([{ rule: 'no-save' }]);
  });

  it('are the working directory’s, wherever the code lies', async () => {
    const elsewhere = makeWorkspace({ 'b.js': 'save(2);\n' });
    const cwd = makeWorkspace({ '.opsmith/rules/a.yaml': saving });
    const { stdout } = await runInProcess(['review', join(elsewhere, 'b.js'), '--json'], { cwd });
    expect(JSON.parse(stdout).recommendations).toMatchObject([{ rule: 'no-save' }]);
  });

  it('speak of code from standard input, and in the crew’s own reviews', async () => {
    const cwd = makeWorkspace({ 'a.js': 'save(1);\n', '.opsmith/rules/a.yaml': saving });
    const piped = await runInProcess(['review', '-', '--language', 'js', '--json'], {
      cwd,
      stdin: 'save(3);\n',
    });
    expect(JSON.parse(piped.stdout).recommendations).toMatchObject([{ rule: 'no-save', message: 'saves 3' }]);
    const asked = await runInProcess(['ask', 'review a.js'], { cwd });
    expect(asked.stdout).toContain('saves 1');
  });

  it('count in the metrics, and metrics of your own are in JSON and in a table', async () => {
    const metric =
      'name: saves\ndescription: Calls\nlanguages: [javascript]\ncounts: { n: save($X) }\nexpression: n\n';
    const cwd = makeWorkspace({
      'a.js': 'function f() { save(1); }\n',
      '.opsmith/rules/a.yaml': saving,
      '.opsmith/metrics/saves.yaml': metric,
    });
    const { stdout } = await runInProcess(['metrics', 'a.js', '--json'], { cwd });
    const [file] = JSON.parse(stdout).files;
    expect(file.custom).toEqual({ saves: 1 });
    expect(file.functions[0].custom).toEqual({ saves: 1 });
    expect(file.metrics.securityScore).toBeLessThan(1);
    const table = await runInProcess(['metrics', 'a.js', '--custom'], { cwd, columns: 80, env: plain });
    expect(table.stdout).toMatch(/function +saves\n.*f a\.js:1 +1/);
  });

  it('of a rule that does not exist in the configuration end with 2', async () => {
    const cwd = makeWorkspace({
      'a.js': '',
      'opsmith.config.json': '{ "review": { "rules": { "no-sve": "off" } } }',
      '.opsmith/rules/a.yaml': saving,
    });
    for (const argv of [
      ['review', 'a.js'],
      ['metrics', 'a.js'],
      ['rules', 'list'],
    ]) {
      const { status, stderr } = await runInProcess(argv, { cwd });
      expect([argv[0], status]).toEqual([argv[0], 2]);
      expect(stderr).toContain('"review.rules.no-sve": there is no such rule; did you mean "no-save"?');
    }
  });
});
