import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { DuckSession } from '../../../../src/data/duckdb/session.ts';
import { InterruptedError } from '../../../../src/errors/index.ts';

it('runs no further query once it was interrupted between two', async () => {
  const session = await DuckSession.open({ files: [] });
  try {
    expect(await session.row('SELECT 1 AS n')).toEqual({ n: 1 });
    session.interrupt();
    await expect(session.run('CREATE TABLE more AS SELECT 1 AS n')).rejects.toBeInstanceOf(InterruptedError);
    await expect(session.row('SELECT 1 AS n')).rejects.toBeInstanceOf(InterruptedError);
    await expect(session.texts("SELECT 'a'")).rejects.toBeInstanceOf(InterruptedError);
  } finally {
    session.close();
  }
});

it('leaves no folder behind where the process ends while a query runs', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'opsmith-session-test-'));
  const source = fileURLToPath(new URL('../../../../src/data/duckdb/session.ts', import.meta.url));
  const script = `
    import { readdirSync } from 'node:fs';
    import { DuckSession } from ${JSON.stringify(source)};
    const parent = ${JSON.stringify(parent)};
    const session = await DuckSession.open({ files: [], temporaryFolder: parent });
    session.run('CREATE TABLE work.big AS SELECT hash(r) AS h FROM range(100000000) AS all_rows(r) ORDER BY h').catch(() => {});
    setTimeout(() => { console.log(readdirSync(parent).length); session.interrupt(); process.exit(0); }, 50);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module-typescript',
    '-e',
    script,
  ]);
  expect(stdout.trim()).toBe('1');
  expect(existsSync(parent) && readdirSync(parent)).toEqual([]);
  rmSync(parent, { recursive: true });
});
