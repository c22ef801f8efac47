import { expect, it } from 'vitest';
import { measureSource } from '../../../src/code/index.ts';

/** C++ initialisers that the grammar of C# can read in a number of ways that doubles with every line. */
const explosive = `${'return (a < b) & (c > (d)) | '.repeat(400)}\n`;

it('measures other code after a text that takes too much', async () => {
  const source = 'class A { int F(int a) { return a > 0 ? 1 : 2; } }\n';
  const before = await measureSource({ source, language: 'csharp' });
  await measureSource({ source: explosive, language: 'csharp' }).catch((error) =>
    expect(error).toMatchObject({ code: 'limit-reached' }),
  );
  expect(await measureSource({ source, language: 'csharp' })).toEqual(before);
});
