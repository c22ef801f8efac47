import { expect, it } from 'vitest';
import { detectLanguage, measureSource } from '../../../src/code/index.ts';

/** What C# knows of these lines sends its grammar into a search that does not end and takes all memory there is. */
const endless =
  '#include "port/likely.h"\n#include "util/local.h"\n#define STORAGE_DECL static thread_local\n';

it('stops parsing what takes too much, and measures other code after it', async () => {
  const source = 'class A { int F(int a) { return a > 0 ? 1 : 2; } }\n';
  const before = await measureSource({ source, language: 'csharp' });

  await expect(measureSource({ source: endless, language: 'csharp' })).rejects.toMatchObject({
    code: 'limit-reached',
  });

  expect(await measureSource({ source, language: 'csharp' })).toEqual(before);
});

it('tells the language of code that another grammar does not come to an end with', async () => {
  expect(await detectLanguage({ source: `${endless}int main(void) { printf("a"); return 0; }\n` })).toBe('c');
});
