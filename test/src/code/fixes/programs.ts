import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What `git apply` and `patch -p1` make of files with a patch; throws what the program says where one refuses. */
export function patchedBy(
  program: 'git' | 'patch',
  files: Readonly<Record<string, string>>,
  patch: string,
): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-patch-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const words = program === 'git' ? ['apply', '--whitespace=nowarn', '-'] : ['-p1', '--batch', '--fuzz=0'];
    execFileSync(program, words, {
      cwd: folder,
      input: patch,
      stdio: ['pipe', 'pipe', 'pipe'],
      // Outside of any repository, whatever the machine's settings are.
      env: {
        ...process.env,
        GIT_CEILING_DIRECTORIES: tmpdir(),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
      },
    });
    return Object.fromEntries(
      Object.keys(files).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
