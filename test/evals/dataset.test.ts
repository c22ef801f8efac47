import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadDataset, parseDataset } from '../../evals/dataset.ts';
import { InputError } from '../../src/errors/index.ts';

const Expected = z.strictObject({ answer: z.string() });
const line = (id: string, extra = {}) =>
  JSON.stringify({ id, input: 'hi', expected: { answer: 'x' }, ...extra });
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('a data set', () => {
  it('is a case a line; blank lines, a byte-order mark and Windows line ends count for nothing', () => {
    const text = `\uFEFF${line('a')}\r\n\r\n${line('b', { tags: ['t'] })}\r\n`;
    expect(parseDataset(text, 'f', Expected)).toEqual([
      { id: 'a', input: 'hi', expected: { answer: 'x' }, tags: [] },
      { id: 'b', input: 'hi', expected: { answer: 'x' }, tags: ['t'] },
    ]);
  });

  it('with bad lines names each with its number and what is wrong', () => {
    const text = [
      line('a'),
      '{"id": ',
      '[]',
      JSON.stringify({ id: 'c', input: 'x' }),
      line('a'),
      line('e', { expected: { answer: 1 } }),
      line('f', { expected: { answer: 'x', extra: 1 } }),
      line('', {}),
    ].join('\n');
    const thrown = (() => {
      try {
        parseDataset(text, 'mine.jsonl', Expected);
        return null;
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(InputError);
    const { message, exitStatus } = thrown as InputError;
    expect(exitStatus).toBe(2);
    expect(message).toMatch(/^7 bad lines in mine\.jsonl:/);
    expect(message).toMatch(/line 2: not JSON/);
    expect(message).toMatch(/line 3: the line: /);
    expect(message).toMatch(/line 4: expected: /);
    expect(message).toMatch(/line 5: the id "a" is taken by line 1/);
    expect(message).toMatch(/line 6: expected\.answer: /);
    expect(message).toMatch(/line 7: expected: .*extra/);
    expect(message).toMatch(/line 8: id: /);
  });

  it('without a case, or that cannot be read, is refused', async () => {
    expect(() => parseDataset('\n\n', 'empty.jsonl', Expected)).toThrow(/has no cases/);
    await expect(loadDataset('/no/such/file.jsonl', Expected)).rejects.toThrow(
      /Cannot read the data set \/no\/such\/file\.jsonl/,
    );
  });

  it('is read from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opsmith-eval-'));
    folders.push(folder);
    writeFileSync(join(folder, 'x.jsonl'), line('a'));
    expect(await loadDataset(join(folder, 'x.jsonl'), Expected)).toHaveLength(1);
  });
});
