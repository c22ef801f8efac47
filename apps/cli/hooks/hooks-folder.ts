import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { InputError } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';

/** Where a repository's hooks are. */
export interface HooksFolder {
  /** Absolute; it need not exist yet. */
  folder: string;
  /** Top of the working tree. */
  top: string;
  /** What `core.hooksPath` says, or null where git's own folder is used. */
  configured: string | null;
  /** Whether the folder lies in this repository: others may share one that does not. */
  isOwn: boolean;
}

/**
 * The folder that git runs this repository's hooks from: `core.hooksPath`, or the one that all its worktrees share.
 * @throws InputError `not-a-repository`, `git-missing`
 */
export function findHooksFolder({ cwd, env }: Pick<CliContext, 'cwd' | 'env'>): HooksFolder {
  const git = (...args: string[]) => runGit(cwd, env, args);
  const top = git('rev-parse', '--show-toplevel');
  if (top.status !== 0) {
    const what = /work tree/.test(top.stderr)
      ? 'a repository without a working tree'
      : /dubious ownership/.test(top.stderr)
        ? 'a repository of somebody else, which git does not trust'
        : 'in no Git repository';
    throw new InputError('not-a-repository', `${cwd} is ${what}; a hook needs one with its working tree.`);
  }
  const folder = resolve(cwd, git('rev-parse', '--git-path', 'hooks').stdout);
  const common = resolve(cwd, git('rev-parse', '--git-common-dir').stdout);
  const configured = git('config', '--type=path', '--get', 'core.hooksPath');
  return {
    folder,
    top: top.stdout,
    configured: configured.status === 0 ? configured.stdout : null,
    isOwn: isInside(common, folder) || isInside(top.stdout, folder),
  };
}

function runGit(cwd: string, env: CliContext['env'], args: readonly string[]) {
  const ran = spawnSync('git', args, { cwd, env: { ...env, LC_ALL: 'C' }, encoding: 'utf8' });
  if ((ran.error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
    throw new InputError(
      'git-missing',
      'The program `git` was not found, and hooks are its own. Install it.',
    );
  if (ran.error) throw ran.error;
  return { status: ran.status, stdout: ran.stdout.replace(/\n$/, ''), stderr: ran.stderr };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(real(folder), real(path));
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(way) !== way;
}

/** The real path, of what is there of it. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = resolve(path, '..');
    return above === path ? path : resolve(real(above), relative(above, path));
  }
}
