import { closestName, InputError } from '../../errors/index.ts';
import { createGit, type Git } from '../../host/index.ts';

/** A commit that touched a file. */
export interface TouchingCommit {
  id: string;
  /** The author's e-mail address. */
  author: string;
  /** ISO 8601. */
  at: string;
}

/** A repository's history, as far as verdicts can be read from it. */
export interface History {
  /** Absolute folder of the working tree. */
  top: string;
  /** Commits by the path from the top of what they touched, the latest first. */
  touched: Map<string, TouchingCommit[]>;
  /** The text of a file in the latest commit; null where it is not there. */
  textAtHead(path: string): Promise<string | null>;
}

/**
 * Reads which commits touched which files: those after `since`, or those from a moment on.
 * @throws InputError `not-a-repository`, `no-commits`, `shallow-clone`, `unknown-ref`, and what `createGit` throws
 */
export async function readHistory(
  folder: string,
  { since, from, signal }: { since?: string; from: string; signal?: AbortSignal },
): Promise<History> {
  const git = await createGit({ folder, signal });
  const found = await git.run(['rev-parse', '--show-toplevel'], { allowed: [0, 128] });
  if (found.status !== 0)
    throw new InputError(
      'not-a-repository',
      `${folder} is in no Git repository with a working tree: without one, verdicts have to be told (\`opsmith feedback ID accept\`).`,
    );
  const top = found.stdout.toString('utf8').replace(/\n$/u, '');
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { allowed: [0, 1, 128] });
  if (head.status !== 0)
    throw new InputError('no-commits', 'The repository has no commit yet, so nothing can be read from it.');
  const shallow = await git.run(['rev-parse', '--is-shallow-repository']);
  // The first commit of a shallow clone looks as if it had touched everything.
  if (shallow.stdout.toString('utf8').trim() === 'true')
    throw new InputError(
      'shallow-clone',
      'This is a shallow clone: who touched what cannot be told from it. `git fetch --unshallow` gets the rest of the history.',
    );
  const range = since === undefined ? [`--since=${from}`, 'HEAD'] : [`${await resolve(git, since)}..HEAD`];
  const { stdout } = await git.run([
    'log',
    '-z',
    '--no-renames',
    '--no-show-signature',
    '--name-only',
    '--format=%x01%H%x02%ae%x02%cI%x02',
    ...range,
    '--',
  ]);
  return {
    top,
    touched: touchedIn(stdout.toString('utf8')),
    async textAtHead(path) {
      const { status, stdout: text } = await git.run(['cat-file', 'blob', `HEAD:${path}`], {
        allowed: [0, 128],
      });
      return status === 0 ? text.toString('utf8') : null;
    },
  };
}

function touchedIn(log: string): Map<string, TouchingCommit[]> {
  const touched = new Map<string, TouchingCommit[]>();
  for (const part of log.split('\u0001').slice(1)) {
    const [id = '', author = '', at = '', names = ''] = part.split('\u0002');
    for (const name of names.split('\0')) {
      const path = name.replace(/^\n+/u, '');
      if (path === '') continue;
      const before = touched.get(path);
      if (before === undefined) touched.set(path, [{ id, author, at }]);
      else before.push({ id, author, at });
    }
  }
  return touched;
}

async function resolve(git: Git, ref: string): Promise<string> {
  const isName = ref !== '' && !ref.startsWith('-') && !/\p{Cc}/u.test(ref);
  const found = isName
    ? await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], {
        allowed: [0, 1, 128],
      })
    : null;
  if (found?.status === 0) return found.stdout.toString('utf8').trim();
  const names = (await git.run(['for-each-ref', '--format=%(refname:short)', '--count=2000'])).stdout
    .toString('utf8')
    .split('\n');
  const near = closestName(ref, names);
  throw new InputError(
    'unknown-ref',
    `There is no version ${JSON.stringify(ref)} in this repository.${near === null ? ' --since takes a branch, a tag or a commit.' : ` Did you mean ${near}?`}`,
    { details: { ref } },
  );
}
