import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { testsOf } from '../../../agents/answering/tests-of.ts';
import { compareCode } from '../../../agents/tools/compare-code.ts';
import { measureCode } from '../../../agents/tools/measure-code.ts';
import { filesSince } from '../../../src/review/index.ts';
import { actionContext } from '../action-context.ts';

const plain = 'function pick(x) {\n  return x;\n}\n';

it('a file is held against how it was in the last commit, and one that is new since is refused', async () => {
  const context = await actionContext();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.example', ...args], {
      cwd: context.workspace,
    });
  mkdirSync(join(context.workspace, 'src'));
  writeFileSync(join(context.workspace, 'src/app.js'), plain);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  writeFileSync(join(context.workspace, 'src/app.js'), `${plain}if (a) { if (b) { if (c) { d(); } } }\n`);
  const { text, data } = await compareCode({ new: 'src/app.js', since: 'HEAD' }, context);
  expect(text).toMatch(/^`src\/app\.js` as it is now, against `HEAD`\. \*\*The new version is worse\.\*\*/);
  expect(data).toMatchObject({ figures: { cognitive: { old: 0 } } });
  writeFileSync(join(context.workspace, 'src/new.js'), plain);
  await expect(compareCode({ new: 'src/new.js', since: 'HEAD' }, context)).rejects.toThrow(
    'HEAD has no file src/new.js',
  );
  await expect(compareCode({ new: 'src/app.js', since: '--output=x' }, context)).rejects.toThrow(
    'names no file of a revision',
  );
});

it('a folder is held against a revision by its files that differ, new and deleted ones too', async () => {
  const context = await actionContext();
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(context.workspace, name)), { recursive: true });
    writeFileSync(join(context.workspace, name), text);
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.example', ...args], {
      cwd: context.workspace,
    });
  write('src/app.js', plain);
  write('src/same.js', plain);
  write('src/old.js', 'function old(a) {\n  if (a) return eval(a);\n}\n');
  write('src/moved.js', Array.from({ length: 20 }, (_, at) => `export const name${at} = ${at};\n`).join(''));
  write('other/app.js', plain);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  write('src/app.js', `${plain}if (a) { if (b) { if (c) { d(); } } }\n`);
  write('src/new.py', 'def f(x):\n    return x\n');
  write('src/notes.txt', 'no code');
  write('other/app.js', 'changed();\n');
  rmSync(join(context.workspace, 'src/old.js'));
  git('mv', 'src/moved.js', 'src/place.js');
  const { text, data } = await compareCode({ new: 'src', since: 'HEAD' }, context);
  expect(text).toMatch(
    /^`src` as it is now, against `HEAD`: 5 files of code differ \(and 1 other that is no code\), and the figures are of them alone\. \*\*/,
  );
  const { files, findings } = data as {
    files: { old: string | null; new: string | null; status: string }[];
    findings: { gone: { file: string; rule: string }[] };
  };
  expect(files.map((file) => [file.old, file.new, file.status]).toSorted()).toEqual(
    [
      ['src/app.js', 'src/app.js', 'changed'],
      [null, 'src/new.py', 'added'],
      ['src/old.js', null, 'removed'],
      ['src/moved.js', null, 'removed'],
      [null, 'src/place.js', 'added'],
    ].toSorted(),
  );
  expect(findings.gone).toContainEqual(expect.objectContaining({ file: 'src/old.js', line: 2 }));
  git('add', '.');
  git('commit', '-qm', 'two');
  expect((await compareCode({ new: 'src', since: 'HEAD' }, context)).text).toBe(
    'No code under `src` differs from `HEAD`.',
  );
  expect((await compareCode({ new: '.', since: 'HEAD~1' }, context)).text).toContain(
    '6 files of code differ',
  );
  await expect(compareCode({ new: 'src', since: 'HEAD~9' }, context)).rejects.toThrow(/HEAD~9/);
  await expect(compareCode({ new: '..', since: 'HEAD' }, context)).rejects.toMatchObject({
    code: 'outside-workspace',
  });
});

it('files beyond what is read at once are counted', async () => {
  const { workspace } = await actionContext();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.example', ...args], { cwd: workspace });
  writeFileSync(join(workspace, 'a.js'), plain);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
  for (const name of ['a', 'b', 'c', 'd'])
    writeFileSync(join(workspace, `${name}.js`), `${plain}${name}();\n`);
  const { now, before, leftOut } = await filesSince('HEAD', {
    path: '.',
    directory: workspace,
    workspace,
    most: 3,
  });
  expect(now.map(({ path }) => path)).toEqual(['a.js', 'b.js', 'c.js']);
  expect(before.map(({ path }) => path)).toEqual(['a.js']);
  expect(leftOut).toBe(1);
});

it('measured files say where the same code stands twice', async () => {
  const context = await actionContext();
  const body = Array.from({ length: 12 }, (_, at) => `  total += rows[${at}].amount * rate + ${at};`).join(
    '\n',
  );
  for (const name of ['one', 'two'])
    writeFileSync(
      join(context.workspace, `${name}.js`),
      `function ${name}(rows, rate) {\n  let total = 0;\n${body}\n  return total;\n}\n`,
    );
  const { text } = await measureCode({ paths: ['one.js', 'two.js'] }, context);
  expect(text).toContain('`two.js` lines 2 to 16 and `one.js` lines 2 to 16');
  const { text: alone } = await measureCode({ paths: ['one.js'] }, context);
  expect(alone).toContain('No code stands twice');
});

it('a path that is not there is told, with the one that may be meant', async () => {
  const context = await actionContext();
  mkdirSync(join(context.workspace, 'lib'));
  await expect(compareCode({ new: 'lb', since: 'HEAD' }, context)).rejects.toThrow(
    'lb: there is no such file or folder; did you mean lib?',
  );
  await expect(compareCode({ new: 'nothere', since: 'HEAD' }, context)).rejects.toThrow(
    'nothere: there is no such file or folder now',
  );
});

it('tests of a file are looked for by their names, and what no name tells is said', async () => {
  const { workspace } = await actionContext();
  mkdirSync(join(workspace, 'test'));
  writeFileSync(join(workspace, 'test/cart.test.js'), '');
  expect(testsOf('src/cart.js', workspace)).toContain(
    '`test/cart.test.js` is named as a test of `src/cart.js`',
  );
  expect(testsOf('src/other.js', workspace)).toContain('No file is named as a test of `src/other.js`');
  expect(testsOf('src/cart.js', workspace)).toContain('coverage report');
});
