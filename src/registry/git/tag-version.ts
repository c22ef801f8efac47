import { InputError } from '../../errors/index.ts';
import { createGit } from '../../host/index.ts';
import type { ModelVersion } from '../model-version.ts';
import { commitOf, tagName } from './repository-health.ts';

/** An annotated tag at the commit that a version was trained at. */
export interface VersionTag {
  name: string;
  commit: string;
  /** False where the very tag was there already. */
  isNew: boolean;
}

/**
 * Makes an annotated tag `models/NAME/VERSION` at the commit that the version was trained at (at HEAD where none was recorded). The message
 * holds what the version is known by, and the end of the audit log, which so is kept apart from it.
 *
 * @throws InputError `not-a-repository`, `missing-commit`, `tag-exists`, `git-identity-missing`, `git-missing`
 */
export async function tagVersion(
  folder: string,
  version: ModelVersion,
  auditHead: { seq: number; hash: string },
): Promise<VersionTag> {
  const git = await createGit({ folder });
  const name = tagName(version);
  const inside = await git.run(['rev-parse', '--is-inside-work-tree'], { allowed: [0, 128] });
  if (inside.status !== 0)
    throw new InputError('not-a-repository', `${folder} is in no Git repository, and a tag needs one.`, {
      details: { path: folder },
    });
  const commit = await commitOf(git, version.gitCommit ?? 'HEAD');
  if (commit === null)
    throw new InputError(
      'missing-commit',
      version.gitCommit === null
        ? 'The repository has no commit yet, so there is nothing to tag.'
        : `The repository does not have the commit ${version.gitCommit} that ${version.id} was trained at. Fetch it, or tag where it is.`,
      { details: { commit: version.gitCommit } },
    );
  const existing = await commitOf(git, `refs/tags/${name}`);
  if (existing === commit) return { name, commit, isNew: false };
  if (existing !== null)
    throw new InputError(
      'tag-exists',
      `The tag ${name} exists and stands at ${existing.slice(0, 12)}, not at ${commit.slice(0, 12)}. Look at it (\`git show ${name}\`); opsmith moves no tag.`,
      { details: { tag: name } },
    );
  const identity = await git.run(['var', 'GIT_COMMITTER_IDENT'], { allowed: [0, 1, 128] });
  if (identity.status !== 0)
    throw new InputError(
      'git-identity-missing',
      'An annotated tag says who made it, and git does not know you: `git config user.name NAME` and `git config user.email ADDRESS`.',
    );
  const message = [
    `${version.id}`,
    '',
    `Artifact: sha256:${version.artifact.sha256}`,
    ...(version.run === null ? [] : [`Run: ${version.run}`]),
    ...Object.entries(version.metrics).map(([metric, value]) => `Metric: ${metric} ${value}`),
    `Audit-Head: ${auditHead.seq}:${auditHead.hash}`,
    '',
  ].join('\n');
  // The person's signing program is one of those that a repository could name.
  const args = ['-c', 'tag.gpgSign=false', 'tag', '--annotate', '--no-sign', '--file=-', '--', name, commit];
  await git.run(args, { input: message });
  return { name, commit, isNew: true };
}
