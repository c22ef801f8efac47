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
