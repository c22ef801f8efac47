import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CodeVersion } from './record.ts';

const run = promisify(execFile);

/** The commit that a folder is at; null where there is no git, no repository or no commit yet: that hinders nobody. */
export async function codeVersionOf(folder: string): Promise<CodeVersion | null> {
  // Reading the status may refresh the index; a run that only looks must not hold git's lock.
  const git = (...words: string[]) =>
    run('git', ['--no-optional-locks', ...words], {
      cwd: folder,
      timeout: 10_000,
      maxBuffer: 64 * 1024 * 1024,
    });
  try {
    const [head, status, branch] = await Promise.all([
      git('rev-parse', '--verify', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no'),
      git('branch', '--show-current'),
    ]);
    return {
      commit: head.stdout.trim(),
      isDirty: status.stdout.trim() !== '',
      branch: branch.stdout.trim() || null,
    };
  } catch {
    return null;
  }
}
