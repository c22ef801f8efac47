import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testsOf } from '../../../agents/answering/tests-of.ts';
import { compareCode } from '../../../agents/tools/compare-code.ts';
import { measureCode } from '../../../agents/tools/measure-code.ts';
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
