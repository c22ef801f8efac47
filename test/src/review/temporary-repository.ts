import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A real repository in a folder of its own, removed when the test is over. */
export interface TemporaryRepository {
  folder: string;
  write(files: Record<string, string | Buffer>): void;
  git(...args: string[]): string;
  /** Writes, adds and commits. */
  commit(files: Record<string, string | Buffer>, message?: string): string;
}

/** Makes a repository; without `files` it has no commit yet. */
export function temporaryRepository(files?: Record<string, string | Buffer>): TemporaryRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'opsmith-git-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const repository: TemporaryRepository = {
    folder,
    write(named) {
      for (const [name, content] of Object.entries(named)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
    },
    git(...args) {
      const { PATH, HOME } = process.env;
      const who = [
        '-c',
        'user.name=Tester',
        '-c',
        'user.email=tester@example.org',
        '-c',
        'commit.gpgsign=false',
      ];
      return execFileSync('git', [...who, ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH, HOME, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
      }).trim();
    },
    commit(named, message = 'A commit') {
      repository.write(named);
      repository.git('add', '-A');
      repository.git('commit', '-q', '-m', message);
      return repository.git('rev-parse', 'HEAD');
    },
  };
  repository.git('init', '-q', '-b', 'main');
  if (files !== undefined) repository.commit(files);
  return repository;
}
