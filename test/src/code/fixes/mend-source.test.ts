import { describe, expect, it } from 'vitest';
import { type MendOptions, mendSource } from '../../../../src/code/fixes/mend-source.ts';
import { patchOf } from '../../../../src/code/fixes/unified-diff.ts';
import { patchedBy } from './programs.ts';

const mend = (options: Partial<MendOptions> & Pick<MendOptions, 'source' | 'language'>) =>
  mendSource({ mark: '', path: 'a', levels: ['safe'], ...options });

describe('mending a text', () => {
  it('mends what overlaps in rounds, and gives one diff for all of them', async () => {
    const source = 'def g(n):\n    if n is "a":\n        return True\n    else:\n        return False\n';
    const { text, changes, hunks } = await mend({ source, language: 'python' });
    expect(text).toBe('def g(n):\n    return bool(n == "a")\n');
    expect(changes.map(({ rule, round }) => [rule, round])).toEqual([
      ['is-with-literal', 1],
      ['condition-as-boolean', 2],
    ]);
    expect(patchedBy('git', { a: source }, patchOf('a', hunks))).toEqual({ a: text });
  });

  it('leaves what is for a person to judge, unless that is asked for', async () => {
    const source = 'const copy = JSON.parse(JSON.stringify(value));\n';
    expect((await mend({ source, language: 'javascript' })).text).toBe(source);
    const { text, changes } = await mend({ source, language: 'javascript', levels: ['safe', 'shown'] });
    expect(text).toBe('const copy = structuredClone(value);\n');
    expect(changes).toMatchObject([{ rule: 'json-copy', line: 1, fix: 'shown', round: 1 }]);
  });

  it('mends only the findings that are wanted', async () => {
    const source = 'if a is "x":\n    f()\nif b is "x":\n    f()\nif c is "x":\n    f()\n';
    const wanted = [{ rule: 'is-with-literal', line: 3, quote: 'b is "x"' }];
    const { text, changes } = await mend({ source, language: 'python', wanted });
    expect(text).toBe(source.replace('b is', 'b =='));
    expect(changes).toHaveLength(1);
    expect((await mend({ source, language: 'python', wanted: [] })).text).toBe(source);
  });

  it('adds an import once for all that need it, and takes away the one that none needs any more', async () => {
    const source = 'import time\nasync def f():\n    time.sleep(1)\n    time.sleep(2)\n';
    const { text } = await mend({ source, language: 'python' });
    expect(text).toBe(
      'import asyncio\nasync def f():\n    await asyncio.sleep(1)\n    await asyncio.sleep(2)\n',
    );
  });

  it('keeps the line ends, and a last line that does not end', async () => {
    const source = 'def add(x, items=[]):\r\n    items.append(x)\r\n    return items';
    const { text } = await mend({ source, language: 'python' });
    expect(text).toBe(
      'def add(x, items=None):\r\n    if items is None:\r\n        items = []\r\n    items.append(x)\r\n    return items',
    );
  });

  it('changes nothing where a mark in the code silences the finding', async () => {
    const source = 'if a is "x":  # opsmith-ignore is-with-literal: on purpose\n    f()\n';
    expect((await mend({ source, language: 'python' })).text).toBe(source);
  });

  it('changes nothing in a text without findings, and in an empty one', async () => {
    expect(await mend({ source: 'x = 1\n', language: 'python' })).toMatchObject({ changes: [], hunks: '' });
    expect(await mend({ source: '', language: 'python' })).toMatchObject({ text: '', hunks: '', left: [] });
  });
});
