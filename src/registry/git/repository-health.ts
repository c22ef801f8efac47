import { createGit, type Git } from '../../host/index.ts';

/** Something in the repository that makes it hard to say later what code a version came from. */
export interface RepositoryProblem {
  kind: 'no-repository' | 'no-commit-recorded' | 'missing-commit' | 'dirty-tree' | 'tag-elsewhere';
  message: string;
}

/** How a repository stands towards a version of a model. */
export interface RepositoryHealth {
  /** The commit that is checked out; null outside of a repository, and before its first commit. */
  head: string | null;
  /** Files with changes that are in no commit. */
  dirtyFiles: number;
  /** The version's tag, where it exists: the commit that it stands at. */
  tag: { name: string; commit: string } | null;
  problems: RepositoryProblem[];
}

/** What is asked about. */
export interface TaggedVersion {
  model: string;
  version: string;
  /** The commit that it was trained at; null where none was recorded. */
  gitCommit: string | null;
}

/** The name of a version's tag: `models/NAME/VERSION`. */
export function tagName({ model, version }: Pick<TaggedVersion, 'model' | 'version'>): string {
  return `models/${model}/${version}`;
}

/**
 * Looks at the repository around a folder: uncommitted changes, a recorded commit that it does not have, a tag that stands elsewhere.
 *
 * @throws InputError `git-missing`, `git-refused`
 */
export async function repositoryHealth(folder: string, version: TaggedVersion): Promise<RepositoryHealth> {
  const git = await createGit({ folder });
  const inside = await git.run(['rev-parse', '--is-inside-work-tree'], { allowed: [0, 128] });
  if (inside.status !== 0)
    return {
      head: null,
      dirtyFiles: 0,
      tag: null,
      problems: [{ kind: 'no-repository', message: `${folder} is in no Git repository.` }],
    };
  const head = await commitOf(git, 'HEAD');
  const status = await git.run(['status', '--porcelain', '-z', '--untracked-files=no']);
  const dirtyFiles = status.stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '').length;
  const name = tagName(version);
  const tagged = await commitOf(git, `refs/tags/${name}`);
  const { gitCommit } = version;
  const problems: RepositoryProblem[] = [];
  if (gitCommit === null)
    problems.push({ kind: 'no-commit-recorded', message: 'No commit was recorded when it was registered.' });
  else if ((await commitOf(git, gitCommit)) === null)
    problems.push({
      kind: 'missing-commit',
      message: `The repository does not have the commit ${gitCommit.slice(0, 12)} that it was trained at.`,
    });
  if (dirtyFiles > 0)
    problems.push({
      kind: 'dirty-tree',
      message: `${dirtyFiles} ${dirtyFiles === 1 ? 'file has' : 'files have'} changes that are in no commit.`,
    });
  const wanted = gitCommit ?? head;
  if (tagged !== null && tagged !== wanted)
    problems.push({
      kind: 'tag-elsewhere',
      message: `The tag ${name} exists and stands at ${tagged.slice(0, 12)}${wanted === null ? '' : `, not at ${wanted.slice(0, 12)}`}.`,
    });
  return { head, dirtyFiles, tag: tagged === null ? null : { name, commit: tagged }, problems };
}

/** The commit that a name stands for, or null. */
export async function commitOf(git: Git, name: string): Promise<string | null> {
  const { status, stdout } = await git.run(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
    { allowed: [0, 1, 128] },
  );
  return status === 0 ? stdout.toString('utf8').trim() : null;
}
