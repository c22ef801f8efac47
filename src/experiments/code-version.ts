import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { CodeVersion } from './record.ts';

const run = promisify(execFile);

/** The commit that a folder is at; null where there is no git, no repository or no commit yet: that hinders nobody. */
export async function codeVersionOf(folder: string): Promise<CodeVersion | null> {
  if (!isInRepository(folder)) return null;
  try {
    // Reading the status may refresh the index; a run that only looks must not hold git's lock.
    const { stdout } = await run(
      'git',
      ['--no-optional-locks', 'status', '--porcelain=v2', '--branch', '--untracked-files=no'],
      { cwd: folder, timeout: 10_000, maxBuffer: 64 * 1024 * 1024 },
    );
    return readStatus(stdout);
  } catch {
    return null;
  }
}

/** Asking git costs a process; where nothing above is a repository there is no need. */
function isInRepository(folder: string): boolean {
  if (process.env.GIT_DIR !== undefined) return true;
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

function readStatus(text: string): CodeVersion | null {
  const lines = text.split('\n').filter((line) => line !== '');
  const header = (name: string) =>
    lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length) ?? null;
  const commit = header('oid');
  if (commit === null || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  const branch = header('head');
  return {
    commit,
    isDirty: lines.some((line) => !line.startsWith('#')),
    branch: branch === '(detached)' ? null : branch,
  };
}
