/** The repository that a review is about, and the versions in it that a person may name. */
import { closestName, InputError } from '../../errors/index.ts';
import { createGit, type Git, type GitOptions } from '../../host/index.ts';

/** A repository with a working tree. */
export interface Repository {
  git: Git;
  /** Absolute folder of the working tree, as git has it. */
  top: string;
}

/**
 * The repository around a folder.
 * @throws InputError `not-a-repository`, `git-missing`, `git-refused`
 */
export async function openRepository(options: GitOptions): Promise<Repository> {
  const git = await createGit(options);
  const { status, stdout, stderr } = await git.run(['rev-parse', '--show-toplevel'], { allowed: [0, 128] });
  if (status === 0) return { git, top: stdout.toString('utf8').replace(/\n$/, '') };
  if (/dubious ownership/.test(stderr)) await git.run(['rev-parse', '--show-toplevel']);
  const isBare = /work tree/.test(stderr);
  throw new InputError(
    'not-a-repository',
    isBare
      ? `${options.folder} is a repository without a working tree; --diff and --staged need one.`
      : `${options.folder} is in no Git repository, and --diff and --staged need one.`,
    { details: { path: options.folder } },
  );
}

/** Two versions to compare; a null one is the working tree, or the index. */
export interface Range {
  /** As the person named it. */
  name: string;
  /** Ids of trees or commits. */
  base: string;
  head: string | null;
}

/**
 * What `--diff` names: `REF` (against the working tree), `A..B`, or `A...B` (from where B left A); an empty side is HEAD.
 * @throws InputError `bad-ref`, `unknown-ref`, `no-common-commit`
 */
export async function resolveRange(repository: Repository, name: string): Promise<Range> {
  const [, left = '', dots = '', right = ''] = /^(.*?)(\.{2,3})(.*)$/s.exec(name) ?? [undefined, name];
  if (dots === '') return { name, base: await resolveRef(repository, name, 'tree'), head: null };
  const kind = dots === '...' ? 'commit' : 'tree';
  const base = await resolveRef(repository, left === '' ? 'HEAD' : left, kind);
  const head = await resolveRef(repository, right === '' ? 'HEAD' : right, kind);
  if (dots === '..') return { name, base, head };
  return { name, base: await mergeBase(repository, base, head, name), head };
}

/** The version that the index is compared with: HEAD, or nothing at all before the first commit. */
export async function resolveHead({ git }: Repository): Promise<string> {
  const { status, stdout } = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{tree}'], {
    allowed: [0, 1, 128],
  });
  if (status === 0) return stdout.toString('utf8').trim();
  const empty = await git.run(['hash-object', '-t', 'tree', '--stdin']);
  return empty.stdout.toString('utf8').trim();
}

async function resolveRef(repository: Repository, ref: string, kind: 'tree' | 'commit'): Promise<string> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no name of git's has one
  if (ref === '' || ref.startsWith('-') || /[\x00-\x1f\x7f]/.test(ref))
    throw new InputError(
      'bad-ref',
      `${JSON.stringify(ref)} is no name of a version; --diff takes a branch, a tag, a commit, A..B or A...B.`,
      { details: { ref } },
    );
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{${kind}}`];
  const { status, stdout } = await repository.git.run(args, { allowed: [0, 1, 128] });
  const id = stdout.toString('utf8').trim();
  if (status === 0 && /^[0-9a-f]{40,64}$/.test(id)) return id;
  throw await unknownRef(repository, ref);
}

async function mergeBase({ git }: Repository, left: string, right: string, name: string): Promise<string> {
  const { status, stdout } = await git.run(['merge-base', left, right], { allowed: [0, 1, 128] });
  if (status === 0) return stdout.toString('utf8').trim().split('\n')[0]!;
  const shallow = await isShallow(git);
  throw new InputError(
    'no-common-commit',
    `The two sides of ${name} have no commit in common${shallow ? ' in this shallow clone: `git fetch --unshallow` gets the rest of the history' : ''}.`,
    { details: { ref: name } },
  );
}

async function isShallow(git: Git): Promise<boolean> {
  const { stdout } = await git.run(['rev-parse', '--is-shallow-repository'], { allowed: [0, 128] });
  return stdout.toString('utf8').trim() === 'true';
}

async function unknownRef({ git }: Repository, ref: string): Promise<InputError> {
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], { allowed: [0, 1, 128] });
  const names = (
    await git.run(['for-each-ref', '--format=%(refname:short)', '--count=2000'], { allowed: [0, 128] })
  ).stdout
    .toString('utf8')
    .split('\n')
    .filter((name) => name !== '');
  const near = closestName(ref, names);
  const hint =
    head.status !== 0
      ? ' It has no commit yet: `--staged` reviews what is about to become the first.'
      : near !== null
        ? ` Did you mean ${near}?`
        : (await isShallow(git))
          ? ' This is a shallow clone: fetch it first (`git fetch --depth=1 origin REF`, or `git fetch --unshallow`).'
          : '';
  return new InputError('unknown-ref', `There is no version "${ref}" in this repository.${hint}`, {
    details: { ref },
  });
}
