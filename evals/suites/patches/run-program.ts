import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const timeoutMs = 10_000;

interface Runner {
  file: string;
  before: string;
  command: string;
  arguments: readonly string[];
}

/** JavaScript may read its own folder alone; Python starts without the user's settings. */
const runners: Readonly<Record<string, (folder: string) => Runner>> = {
  javascript: (folder) => node('program.mjs', folder),
  typescript: (folder) => node('program.mts', folder),
  python: () => ({
    file: 'program.py',
    before: '',
    command: 'python3',
    arguments: ['-I', '-W', 'ignore', 'program.py'],
  }),
};

function node(file: string, folder: string): Runner {
  const before = "import assert from 'node:assert/strict';\n";
  return {
    file,
    before,
    command: process.execPath,
    arguments: ['--permission', `--allow-fs-read=${folder}`, '--no-warnings', file],
  };
}

/**
 * Runs one of the data set's own programs with its tests behind it, in a process of its own. Null where the tests pass, else the
 * last words. Only for the programs of `patches.jsonl`: code under review is never run.
 *
 * @throws Error where the language's interpreter is not there
 */
export async function failureOf(language: string, code: string, tests: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'opsmith-program-'));
  try {
    const { file, before, command, arguments: given } = runners[language]!(folder);
    await writeFile(join(folder, file), `${before}${code}\n${tests}`);
    return await new Promise((resolve, reject) => {
      const child = spawn(command, given, {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: timeoutMs,
        env: { PATH: process.env.PATH ?? '' },
      });
      let words = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        words += text;
      });
      child.on('error', reject);
      child.on('close', (status, signal) => resolve(status === 0 ? null : (signal ?? lastWords(words))));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The line that names the error, and what follows. */
function lastWords(text: string): string {
  const lines = text.trim().split('\n');
  const named = lines.findIndex((line) => /^\w*(?:Error|Exception|Exit)\b/.test(line));
  return (named < 0 ? lines.slice(-4) : lines.slice(named, named + 6)).join(' ');
}
