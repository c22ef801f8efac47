import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors/index.ts';
import { type ReviewScope, resolveScope, type ScopeRequest } from '../../../src/review/index.ts';
import { type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

const ten = Array.from({ length: 10 }, (_, index) => `line${index + 1}();`);
const text = `${ten.join('\n')}\n`;
const changed = (line: number, to = 'other();') =>
  `${ten.map((each, index) => (index + 1 === line ? to : each)).join('\n')}\n`;

function scopeIn(
  { folder }: TemporaryRepository,
  request: ScopeRequest,
  paths: string[] = ['.'],
): Promise<ReviewScope> {
  return resolveScope(request, { paths, directory: folder, workspace: folder });
}

const pathsOf = ({ files }: ReviewScope) => files.map(({ path }) => path);
const touched = (scope: ReviewScope, path: string) =>
  ten.flatMap((_, index) =>
    scope.touches(path, { line: index + 1, endLine: index + 1 }) ? [index + 1] : [],
  );

describe('changes since a version', () => {
  it('are the changed lines of changed files', async () => {
    const repository = temporaryRepository({ 'a.js': text, 'b.js': text });
    repository.write({ 'a.js': changed(3) });
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(pathsOf(scope)).toEqual(['a.js']);
    expect(touched(scope, 'a.js')).toEqual([3]);
    expect(scope.touches('a.js', { line: 1, endLine: 5 })).toBe(true);
    expect(scope.touches('b.js', { line: 3, endLine: 3 })).toBe(false);
    expect(scope.diff).toMatchObject({ ref: 'HEAD', head: 'working-tree', files: 1 });
  });

  it('count staged changes, new files, and files that git does not track unless they are left out', async () => {
    const repository = temporaryRepository({ 'a.js': text });
    repository.write({ 'a.js': changed(2), 'new.js': text, '.gitignore': 'ignored.js\n' });
    repository.git('add', 'a.js');
    repository.write({ 'a.js': changed(2).replace('line9', 'nine'), 'ignored.js': text });
    const scope = await scopeIn(repository, { diff: 'main' });
    expect(pathsOf(scope)).toEqual(['a.js', 'new.js']);
    expect(touched(scope, 'a.js')).toEqual([2, 9]);
    expect(touched(scope, 'new.js')).toHaveLength(10);
    expect(pathsOf(await scopeIn(repository, { diff: 'main', untracked: false }))).toEqual(['a.js']);
  });

  it('follow a file that was renamed, and see nothing in one that only was', async () => {
    const repository = temporaryRepository({ 'old.js': text, 'still.js': text.replaceAll('line', 'row') });
    repository.git('mv', 'old.js', 'new.js');
    repository.git('mv', 'still.js', 'moved.js');
    repository.write({ 'new.js': changed(7) });
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(pathsOf(scope)).toEqual(['new.js']);
    expect(touched(scope, 'new.js')).toEqual([7]);
    expect(scope.deleted).toEqual([]);
  });

  it('touch what reaches over a place where lines were taken away, and no line beside it', async () => {
    const repository = temporaryRepository({ 'a.js': text });
    repository.write({ 'a.js': `${ten.toSpliced(4, 2).join('\n')}\n` });
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(touched(scope, 'a.js')).toEqual([]);
    expect(scope.touches('a.js', { line: 4, endLine: 5 })).toBe(true);
    expect(scope.touches('a.js', { line: 1, endLine: 4 })).toBe(false);
    expect(scope.touches('a.js', { line: 5, endLine: 8 })).toBe(false);
  });

  it('are none where only line ends changed', async () => {
    const repository = temporaryRepository({ 'a.js': text, 'b.js': text });
    repository.write({
      'a.js': text.replaceAll('\n', '\r\n'),
      'b.js': changed(4).replaceAll('\n', '\r\n'),
    });
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(pathsOf(scope)).toEqual(['b.js']);
    expect(touched(scope, 'b.js')).toEqual([4]);
  });

  it('are read from code that looks like a patch', async () => {
    const lines = ['a();', '-- a/b.js', '++ b/other.js', '@@ -1 +1 @@', 'diff --git a/x b/x', 'z();'];
    const repository = temporaryRepository({ 'a.js': 'a();\nz();\n', 'other.js': text });
    repository.write({ 'a.js': `${lines.join('\n')}\n`, 'other.js': changed(1) });
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(touched(scope, 'a.js')).toEqual([2, 3, 4, 5]);
    expect(touched(scope, 'other.js')).toEqual([1]);
  });

  it.each([
    'with space.js',
    'tab\there.js',
    'new\nline.js',
    '"quoted".js',
    'back\\slash.js',
    'ünïcödé/日本.js',
    '-dash.js',
    ':(glob)*.js',
  ])('are found in a file named %j', async (name) => {
    const repository = temporaryRepository({ [name]: text, 'a.js': text });
    repository.write({ [name]: changed(6) });
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(pathsOf(scope)).toEqual([name]);
    expect(touched(scope, name)).toEqual([6]);
  });

  it('name what is passed over: binaries, submodules, links', async () => {
    const inner = temporaryRepository({ 'x.js': text });
    const repository = temporaryRepository({ 'a.js': text, 'logo.png': Buffer.from([1, 0, 2]) });
    repository.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.folder, 'inner');
    symlinkSync('a.js', join(repository.folder, 'link.js'));
    repository.write({ 'logo.png': Buffer.from([3, 0, 4]), 'data.js': Buffer.from([0, 1]) });
    repository.git('add', '-A');
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(pathsOf(scope)).toEqual([]);
    expect(scope.skipped.map(({ path, code }) => `${path}: ${code}`).sort()).toEqual([
      'data.js: binary',
      'inner: submodule',
      'link.js: not-a-file',
      'logo.png: binary',
    ]);
  });

  it('pass over links and repositories that git does not track, too', async () => {
    const repository = temporaryRepository({ 'a.js': text });
    const outside = temporaryRepository({ 'x.js': text });
    symlinkSync(join(outside.folder, 'x.js'), join(repository.folder, 'link.js'));
    repository.write({ 'nested/b.js': text });
    execFileSync('git', ['init', '-q', join(repository.folder, 'nested')]);
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(pathsOf(scope)).toEqual([]);
    expect(scope.skipped.map(({ path, code }) => `${path}: ${code}`).sort()).toEqual([
      'link.js: not-a-file',
      'nested: submodule',
    ]);
  });

  it('count text that only its attributes call binary', async () => {
    const repository = temporaryRepository({ 'a.js': text, '.gitattributes': '*.js -diff\n' });
    repository.write({ 'a.js': changed(3) });
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(pathsOf(scope)).toEqual(['a.js']);
    expect(touched(scope, 'a.js')).toHaveLength(10);
  });

  it('stay within the named paths, the workspace, and what is not left out', async () => {
    const repository = temporaryRepository({
      'src/a.js': text,
      'lib/b.js': text,
      'node_modules/m/c.js': text,
    });
    repository.write({
      'src/a.js': changed(1),
      'lib/b.js': changed(1),
      'node_modules/m/c.js': changed(1),
      '.opsmithignore': 'lib/\n',
    });
    expect(pathsOf(await scopeIn(repository, { diff: 'HEAD' }))).toEqual(['src/a.js']);
    expect(pathsOf(await scopeIn(repository, { diff: 'HEAD' }, ['lib']))).toEqual(['lib/b.js']);
    const within = join(repository.folder, 'src');
    const inner = await resolveScope(
      { diff: 'HEAD' },
      { paths: ['.'], directory: within, workspace: within },
    );
    expect(pathsOf(inner)).toEqual(['a.js']);
  });

  it('leave out a file whose folder became a link out of the workspace', async () => {
    const outside = temporaryRepository({ 'a.js': text });
    const repository = temporaryRepository({ 'src/a.js': text });
    unlinkSync(join(repository.folder, 'src/a.js'));
    repository.git('rm', '-q', '--cached', 'src/a.js');
    repository.git('reset', '-q', '--hard');
    writeFileSync(join(repository.folder, 'src/a.js'), changed(1));
    unlinkSync(join(repository.folder, 'src/a.js'));
    symlinkSync(join(outside.folder, 'a.js'), join(repository.folder, 'src/a.js'));
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(pathsOf(scope)).toEqual([]);
  });
});

describe('two versions', () => {
  it('are compared as they are, whatever lies in the working tree', async () => {
    const repository = temporaryRepository({ 'a.js': text });
    repository.commit({ 'a.js': changed(5), 'gone.js': text });
    repository.git('tag', 'second');
    repository.commit({ 'a.js': changed(5).replace('line1(', 'one(') });
    repository.write({ 'a.js': 'nothing();\n' });
    unlinkSync(join(repository.folder, 'gone.js'));
    const scope = await scopeIn(repository, { diff: 'HEAD~2..second' });
    expect(pathsOf(scope)).toEqual(['a.js', 'gone.js']);
    expect(touched(scope, 'a.js')).toEqual([5]);
    expect(Buffer.from(scope.files[0]!.content!).toString()).toBe(changed(5));
  });

  it('with three dots are compared from where they parted', async () => {
    const repository = temporaryRepository({ 'a.js': text });
    repository.git('checkout', '-q', '-b', 'topic');
    repository.commit({ 'mine.js': 'quite(different);\n' });
    repository.git('checkout', '-q', 'main');
    repository.commit({ 'theirs.js': text, 'a.js': changed(2) });
    expect(pathsOf(await scopeIn(repository, { diff: 'main...topic' }))).toEqual(['mine.js']);
    expect(pathsOf(await scopeIn(repository, { diff: 'main..topic' }))).toEqual(['a.js', 'mine.js']);
    repository.git('checkout', '-q', '--detach', 'topic');
    expect(pathsOf(await scopeIn(repository, { diff: 'main...' }))).toEqual(['mine.js']);
  });
});

describe('what is staged', () => {
  it('is reviewed as it is staged', async () => {
    const repository = temporaryRepository({ 'a.js': text, 'b.js': text });
    repository.write({ 'a.js': changed(4), 'b.js': changed(1) });
    repository.git('add', 'a.js');
    repository.write({ 'a.js': 'broken(\n' });
    const scope = await scopeIn(repository, { staged: true });
    expect(pathsOf(scope)).toEqual(['a.js']);
    expect(touched(scope, 'a.js')).toEqual([4]);
    expect(Buffer.from(scope.files[0]!.content!).toString()).toBe(changed(4));
    expect(scope.diff).toMatchObject({ ref: null, head: 'index' });
  });

  it('is all of it before the first commit', async () => {
    const repository = temporaryRepository();
    repository.write({ 'a.js': text, 'b.js': text });
    repository.git('add', 'a.js');
    const scope = await scopeIn(repository, { staged: true });
    expect(pathsOf(scope)).toEqual(['a.js']);
    expect(touched(scope, 'a.js')).toHaveLength(10);
  });

  it('is compared with another version where one is named', async () => {
    const repository = temporaryRepository({ 'a.js': text });
    repository.commit({ 'b.js': text });
    repository.write({ 'c.js': text, 'd.js': text });
    repository.git('add', 'c.js');
    const scope = await scopeIn(repository, { staged: true, diff: 'HEAD~1' });
    expect(pathsOf(scope)).toEqual(['b.js', 'c.js']);
    await expect(scopeIn(repository, { staged: true, diff: 'HEAD~1..HEAD' })).rejects.toThrow(/names two/);
  });

  it('is taken from the index that git gives its hooks', async () => {
    const repository = temporaryRepository({ 'a.js': text });
    repository.write({ 'a.js': changed(8) });
    const index = join(repository.folder, '.git/next-index');
    writeFileSync(
      join(repository.folder, 'other.sh'),
      `GIT_INDEX_FILE=${index} git read-tree HEAD && GIT_INDEX_FILE=${index} git add a.js`,
    );
    execFileSync('sh', ['other.sh'], { cwd: repository.folder });
    const { folder } = repository;
    const env = { ...process.env, GIT_INDEX_FILE: '.git/next-index' };
    const scope = await resolveScope(
      { staged: true },
      { paths: ['.'], directory: folder, workspace: folder, env },
    );
    expect(touched(scope, 'a.js')).toEqual([8]);
    expect(pathsOf(await scopeIn(repository, { staged: true }))).toEqual([]);
  });
});

describe('what cannot be compared', () => {
  it.each([
    ['nope', 'unknown-ref', /no version "nope"/],
    ['mian', 'unknown-ref', /Did you mean main\?/],
    ['-rf', 'bad-ref', /is no name of a version/],
    ['--output=x', 'bad-ref', /is no name of a version/],
    ['HEAD..--all', 'bad-ref', /is no name of a version/],
    ['HEAD\nx', 'bad-ref', /is no name of a version/],
    ['HEAD~9', 'unknown-ref', /no version/],
    ['HEAD:a.js', 'unknown-ref', /no version/],
  ])('%j is refused with %s', async (diff, code, message) => {
    const repository = temporaryRepository({ 'a.js': text });
    const refused = scopeIn(repository, { diff });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ code, exitStatus: 2 });
    expect(existsSync(join(repository.folder, 'x'))).toBe(false);
  });

  it('says so outside of a repository, in one without a commit, and in one without a working tree', async () => {
    const empty = temporaryRepository();
    await expect(scopeIn(empty, { diff: 'HEAD' })).rejects.toThrow(/no commit yet/);
    const bare = temporaryRepository({ 'a.js': text });
    bare.git('config', 'core.bare', 'true');
    await expect(scopeIn(bare, { diff: 'HEAD' })).rejects.toThrow(/without a working tree/);
    const nowhere = { ...empty, folder: '/' };
    await expect(scopeIn(nowhere, { diff: 'HEAD' })).rejects.toThrow(InputError);
    await expect(scopeIn(nowhere, { diff: 'HEAD' })).rejects.toThrow(/in no Git repository/);
  });

  it('says what a shallow clone lacks', async () => {
    const origin = temporaryRepository({ 'a.js': text });
    origin.commit({ 'a.js': changed(1) });
    origin.git('checkout', '-q', '-b', 'other', 'HEAD~1');
    origin.commit({ 'b.js': text });
    const clone = temporaryRepository();
    clone.git('fetch', '-q', '--depth=1', `file://${origin.folder}`, 'main:main2', 'other:other');
    clone.git('checkout', '-q', 'main2');
    await expect(scopeIn(clone, { diff: 'main2...other' })).rejects.toThrow(/shallow clone/);
    await expect(scopeIn(clone, { diff: 'v1.0.0-that-is-nowhere' })).rejects.toThrow(/shallow clone/);
    expect(pathsOf(await scopeIn(clone, { diff: 'main2' }))).toEqual([]);
  });

  it('says that git is missing', async () => {
    const repository = temporaryRepository({ 'a.js': text });
    const { folder } = repository;
    const env = { PATH: join(folder, 'nothing-here') };
    const refused = resolveScope({ diff: 'HEAD' }, { paths: ['.'], directory: folder, env });
    await expect(refused).rejects.toThrow(/`git` was not found/);
  });
});

describe("a hostile repository's configuration", () => {
  it('runs nothing', async () => {
    const repository = temporaryRepository({ 'a.js': text, 'b.js': text });
    const { folder } = repository;
    const proof = join(folder, '.git', 'proof');
    const program = join(folder, '.git', 'evil.sh');
    writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> ${proof}\ncat\n`);
    chmodSync(program, 0o755);
    mkdirSync(join(folder, '.git/hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'pre-commit', 'fsmonitor-watchman', 'post-checkout'])
      symlinkSync(program, join(folder, '.git/hooks', hook));
    repository.write({
      '.gitattributes': '*.js filter=evil diff=evil\n',
      'a.js': changed(3),
      'b.js': text,
    });
    writeFileSync(join(folder, '.git/info/attributes'), '*.js filter=worse.name= diff=evil\n');
    for (const [key, value] of [
      ['core.fsmonitor', program],
      ['core.pager', program],
      ['core.sshCommand', program],
      ['core.hooksPath', join(folder, '.git/hooks')],
      ['diff.external', program],
      ['diff.evil.textconv', program],
      ['diff.evil.command', program],
      ['filter.evil.clean', program],
      ['filter.evil.smudge', program],
      ['filter.worse.name=.clean', program],
      ['filter.worse.name=.process', program],
      ['filter.worse.name=.required', 'true'],
      ['pager.diff', program],
      ['credential.helper', `!${program}`],
      ['remote.origin.url', `ext::${program}`],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.uploadpack', program],
      ['extensions.partialClone', 'origin'],
      ['core.repositoryFormatVersion', '1'],
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.relative', 'true'],
      ['color.ui', 'always'],
    ] as const)
      repository.git('config', key, value);
    const index = join(folder, '.git/index');
    const before = statSync(index).mtimeMs;
    for (const request of [
      { diff: 'HEAD' },
      { staged: true },
      { diff: 'HEAD..HEAD' },
      { diff: 'HEAD...HEAD' },
    ])
      await scopeIn(repository, request);
    const scope = await scopeIn(repository, { diff: 'HEAD' });
    expect(touched(scope, 'a.js')).toEqual([3]);
    expect(existsSync(proof)).toBe(false);
    expect(statSync(index).mtimeMs).toBe(before);
    try {
      repository.git('diff', 'HEAD');
    } catch {
      // What it was made to run may well fail.
    }
    expect(existsSync(proof), 'a git that is not held back would have run it').toBe(true);
  });

  it('fetches nothing that a partial clone lacks', async () => {
    const repository = temporaryRepository({ 'a.js': text, 'b.js': text });
    const { folder } = repository;
    const proof = join(folder, '.git', 'proof');
    const program = join(folder, '.git', 'evil.sh');
    writeFileSync(program, `#!/bin/sh\necho called >> ${proof}\n`);
    chmodSync(program, 0o755);
    repository.write({ 'a.js': changed(3) });
    repository.git('add', '-A');
    const blob = repository.git('rev-parse', ':a.js');
    unlinkSync(join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    for (const [key, value] of [
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.url', folder],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.uploadpack', program],
    ] as const)
      repository.git('config', key, value);
    const scope = await scopeIn(repository, { staged: true });
    expect(scope.skipped).toMatchObject([{ path: 'a.js', code: 'missing' }]);
    expect(existsSync(proof)).toBe(false);
  });
});
