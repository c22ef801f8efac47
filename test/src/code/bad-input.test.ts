import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measurePaths, measureSource, parseSource } from '../../../src/code/index.ts';
import { InputError } from '../../../src/errors/index.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsmith-bad-input-'));
  writeFileSync(join(directory, 'good.js'), 'const a = 1;\n');
});

afterEach(() => {
  chmodSync(directory, 0o755);
  rmSync(directory, { recursive: true, force: true });
});

const write = (name: string, content: string | Buffer) => writeFileSync(join(directory, name), content);
const measure = (paths: string[], workspace: string | undefined = directory) =>
  measurePaths(paths, { directory, workspace });

/** The codes of what was skipped, and that the good file was measured all the same. */
async function skippedBeside(paths: string[]): Promise<string[]> {
  const { files, skipped } = await measure([...paths, 'good.js']);
  expect(files.at(-1)).toMatchObject({ path: 'good.js', metrics: { sloc: 1 } });
  for (const { reason } of skipped) expect(reason).toMatch(/^\S.*[^.]$/);
  return skipped.map(({ path, code }) => `${path}: ${code}`);
}

describe('what is not measured is named, and the rest is measured', () => {
  it('a missing file', async () => {
    expect(await skippedBeside(['none.js', 'good.js/none.js'])).toEqual([
      'none.js: missing',
      'good.js/none.js: missing',
    ]);
  });

  it.skipIf(process.platform !== 'linux')('a file that fails while it is read', async () => {
    const { files, skipped } = await measurePaths(['/proc/self/mem', 'good.js'], { directory });
    expect(files).toHaveLength(1);
    expect(skipped).toEqual([
      { path: '/proc/self/mem', code: 'unreadable', reason: "it can't be read (EIO)" },
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('an unreadable file and folder', async () => {
    write('secret.js', 'x');
    chmodSync(join(directory, 'secret.js'), 0o000);
    mkdirSync(join(directory, 'closed'), { mode: 0o000 });
    expect(await skippedBeside(['secret.js', 'closed'])).toEqual([
      'closed: unreadable',
      'secret.js: unreadable',
    ]);
    chmodSync(join(directory, 'closed'), 0o755);
  });

  it('a binary file', async () => {
    write('image.js', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]));
    expect(await skippedBeside(['image.js'])).toEqual(['image.js: binary']);
  });

  it('a file of 50 MB', async () => {
    write('huge.js', '');
    truncateSync(join(directory, 'huge.js'), 50 * 1024 * 1024);
    const { files, skipped } = await measure(['huge.js', 'good.js']);
    expect(files).toHaveLength(1);
    expect(skipped).toEqual([
      {
        path: 'huge.js',
        code: 'too-large',
        reason: 'it is 50.0 MiB, and files over 20 MiB are not measured',
      },
    ]);
  });

  it('a file whose language nobody knows', async () => {
    write('notes.txt', 'Dear diary,\nnothing happened today.\n');
    expect(await skippedBeside(['notes.txt'])).toEqual(['notes.txt: language-unknown']);
  });

  it('a path outside of the workspace, by name or by symbolic link', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'opsmith-outside-'));
    writeFileSync(join(outside, 'other.js'), 'x();\n');
    symlinkSync(join(outside, 'other.js'), join(directory, 'link.js'));
    symlinkSync(outside, join(directory, 'folder'));
    expect(await skippedBeside(['link.js', join(outside, 'other.js'), '../'])).toEqual([
      'link.js: outside-workspace',
      `${join(outside, 'other.js')}: outside-workspace`,
      '../: outside-workspace',
    ]);
    const { skipped } = await measure(['.']);
    expect(skipped.map(({ path, code }) => `${path}: ${code}`).sort()).toEqual([
      'folder: outside-workspace',
      'link.js: outside-workspace',
    ]);
    rmSync(outside, { recursive: true });
  });

  it('a symbolic link out of a folder, where no workspace is a limit', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'opsmith-elsewhere-'));
    writeFileSync(join(elsewhere, 'outside.js'), 'b();\n');
    mkdirSync(join(directory, 'src'));
    symlinkSync(elsewhere, join(directory, 'src', 'out'));
    symlinkSync('../good.js', join(directory, 'src', 'beside.js'));
    const { files, skipped } = await measurePaths(['src', join(elsewhere, 'outside.js')], { directory });
    rmSync(elsewhere, { recursive: true });
    expect(files.map(({ path }) => path)).toEqual(['src/beside.js', join(elsewhere, 'outside.js')]);
    expect(skipped.map(({ path, code }) => `${path}: ${code}`)).toEqual(['src/out: outside-workspace']);
  });

  it('a symbolic link that leads nowhere, or to itself', async () => {
    symlinkSync('nowhere.js', join(directory, 'dangling.js'));
    symlinkSync('loop.js', join(directory, 'loop.js'));
    const { files, skipped } = await measure(['.']);
    expect(files.map(({ path }) => path)).toEqual(['good.js']);
    expect(skipped.map(({ path, code }) => `${path}: ${code}`)).toEqual([
      'dangling.js: missing',
      'loop.js: unreadable',
    ]);
    expect(skipped[0]!.reason).toBe('it is a symbolic link to what is not there');
  });

  it('something that is neither a file nor a folder', async () => {
    const { skipped } = await measurePaths(['/dev/null'], { directory });
    expect(skipped).toEqual([
      { path: '/dev/null', code: 'not-a-file', reason: 'it is neither a file nor a folder' },
    ]);
  });
});

describe('folders', () => {
  it('are gone through once, however many symbolic links lead round', async () => {
    mkdirSync(join(directory, 'inner'));
    symlinkSync('..', join(directory, 'inner', 'up'));
    write('inner/deep.py', 'x = 1\n');
    const { files, skipped } = await measure(['.', 'inner', '.']);
    expect(files.map(({ path }) => path)).toEqual(['good.js', 'inner/deep.py']);
    expect(skipped).toEqual([]);
  });

  it('leave out what .gitignore names, dependencies and builds', async () => {
    for (const folder of ['node_modules/a', 'dist', 'kept', 'ignored', '.git']) {
      mkdirSync(join(directory, folder), { recursive: true });
      write(join(folder, 'a.js'), 'a();\n');
    }
    write('.gitignore', 'ignored/\n*.gen.js\n!kept.gen.js\n');
    write('kept/.gitignore', 'private.js\n');
    write('kept/private.js', 'a();\n');
    write('a.gen.js', 'a();\n');
    write('kept.gen.js', 'a();\n');
    const paths = (await measure(['.'])).files.map(({ path }) => path);
    expect(paths).toEqual(['good.js', 'kept/a.js', 'kept.gen.js']);
    // The rules of folders above count too, and who names an ignored folder means it.
    expect((await measure(['kept'])).files.map(({ path }) => path)).toEqual(['kept/a.js']);
    expect((await measure(['ignored', 'node_modules'])).files.map(({ path }) => path)).toEqual([
      'ignored/a.js',
      'node_modules/a/a.js',
    ]);
  });

  it('leave out what .opsmithignore names, in any folder on the way, with the last word over .gitignore', async () => {
    mkdirSync(join(directory, 'lib/deep'), { recursive: true });
    for (const path of ['lib/a.js', 'lib/deep/b.js', 'made.js', 'secret.js']) write(path, 'a();\n');
    write('.gitignore', 'made.js\nsecret.js\n');
    write('.opsmithignore', '# ours\n!made.js\nlib/a.js\n');
    write('lib/.opsmithignore', 'deep/\n');
    const paths = async (...named: string[]) => (await measure(named)).files.map(({ path }) => path);
    expect(await paths('.')).toEqual(['good.js', 'made.js']);
    expect(await paths('lib')).toEqual([]);
    expect(await paths('lib/deep', 'lib/a.js')).toEqual(['lib/deep/b.js', 'lib/a.js']);
  });

  it('find scripts by their first line, and leave data and prose alone', async () => {
    write('tool', '#!/usr/bin/env python3\nprint(1)\n');
    write('LICENSE', 'Permission is hereby granted\n');
    write('data.json', '{}');
    const { files, skipped } = await measure(['.']);
    expect(files.map(({ path, language }) => `${path}: ${language}`)).toEqual([
      'good.js: javascript',
      'tool: python',
    ]);
    expect(skipped).toEqual([]);
  });
});

describe('encodings', () => {
  it('leave a byte-order mark out', async () => {
    write('a.js', '\ufeffconst a = 1;\n');
    const { files } = await measure(['a.js', 'good.js']);
    expect(files[0]!.metrics).toMatchObject({ sloc: 1, halstead: files[1]!.metrics.halstead });
    expect(files[0]!.errors).toEqual([]);
    expect((await measureSource({ source: '\ufeffx = 1', language: 'python' })).errors).toEqual([]);
  });

  it('measure UTF-16 with its mark', async () => {
    write('a.js', Buffer.from('\ufeffconst a = 1;\n', 'utf16le'));
    write('b.js', Buffer.from('\ufeffconst a = 1;\n', 'utf16le').swap16());
    const { files } = await measure(['a.js', 'b.js']);
    expect(files.map(({ metrics }) => metrics.sloc)).toEqual([1, 1]);
  });

  it('take UTF-32 for no text, which begins as UTF-16 does', async () => {
    write('wide.js', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0, 0x3b, 0, 0, 0]));
    expect(await skippedBeside(['wide.js'])).toEqual(['wide.js: binary']);
  });

  it('measure lines that end in carriage returns alone', async () => {
    const lines = ['// first', 'function f(a) {', '  if (a) return 1;', '}', '', 'function g() {}', ''];
    write('old.js', lines.join('\r'));
    write('new.js', lines.join('\n'));
    const { files } = await measure(['old.js', 'new.js']);
    const [old, fresh] = files.map(({ metrics, functions, errors }) => ({ metrics, functions, errors }));
    expect(old!.functions.map(({ name, line }) => `${name} ${line}`)).toEqual(['f 2', 'g 6']);
    expect({ ...old, metrics: { ...old!.metrics, duplication: 0 } }).toEqual({
      ...fresh,
      metrics: { ...fresh!.metrics, duplication: 0 },
    });
  });

  it('measure what is not UTF-8, and say where', async () => {
    write('latin.py', Buffer.from('a = 1\nb = "caf\xe9"\n', 'latin1'));
    const { files } = await measure(['latin.py']);
    expect(files[0]!.metrics.sloc).toBe(2);
    expect(files[0]!.errors).toEqual([
      { line: 2, message: 'Not valid UTF-8 from here on; read with replacement characters.' },
    ]);
  });

  it('count lines that end in CRLF, and a last line without an end', async () => {
    const source = 'a = 1\r\n\r\n# c\r\nb = 2';
    const { metrics } = await measureSource({ source, language: 'python' });
    expect(metrics).toMatchObject({ sloc: 2, blank: 1, comments: 1, lloc: 2 });
  });
});

describe('extreme code', () => {
  it('is measured when it is empty or nothing but space', async () => {
    write('empty.py', '');
    write('space.go', ' \n\n');
    const { files } = await measure(['empty.py', 'space.go']);
    expect(files.map(({ metrics: { sloc, blank, cyclomatic } }) => [sloc, blank, cyclomatic])).toEqual([
      [0, 0, 1],
      [0, 2, 1],
    ]);
    expect(files[0]!.metrics).toMatchObject({
      maintainabilityIndex: 100,
      technicalDebtRatio: 0,
      securityScore: 1,
    });
  });

  it('is measured when it is one line of 2 MB', async () => {
    const calls = 350_000;
    write('bundle.js', `${'f(1+a);'.repeat(calls)}\n`);
    const { files, skipped } = await measure(['bundle.js']);
    expect(skipped).toEqual([]);
    expect(files[0]!.metrics).toMatchObject({ sloc: 1, lloc: calls });
    expect(files[0]!.metrics.halstead).toMatchObject({ n1: 3, n2: 3, N1: 3 * calls, N2: 3 * calls });
  });

  it.each([
    ['javascript', 'if (a) {', '}'],
    ['javascript', 'function f() {', '}'],
    ['javascript', '(', ')'],
    ['typescript', '[', ']'],
    ['c', 'if (a) {', '}'],
    ['java', 'class A {', '}'],
  ] as const)('is measured when it is nested 10,000 deep: %s %s', async (language, open, close) => {
    const source = `${open.repeat(10_000)}\n${close.repeat(10_000)}\n`;
    const { metrics } = await measureSource({ source, language });
    expect(metrics.sloc).toBe(2);
    const { tree } = await parseSource({ source, language });
    expect(tree.count).toBeGreaterThan(10_000);
  });

  it('nests the cognitive complexity of 10,000 levels as the definition has it', async () => {
    const depth = 10_000;
    const source = `function f() {${'if (a) {'.repeat(depth)}${'}'.repeat(depth)}}`;
    const { functions } = await measureSource({ source, language: 'javascript' });
    expect(functions).toMatchObject([
      { cyclomatic: depth + 1, cognitive: (depth * (depth + 1)) / 2, nesting: depth },
    ]);
  });

  it('is not measured when its language is not to be told', async () => {
    await expect(measureSource({ source: 'hello there' })).rejects.toThrow(InputError);
    await expect(measureSource({ source: 'hello there' })).rejects.toMatchObject({
      code: 'language-unknown',
      exitStatus: 2,
    });
  });
});
