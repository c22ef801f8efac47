import { expect, it } from 'vitest';
import { matchFunctions } from '../../../../src/code/compare/match-functions.ts';
import { shinglesOf, similarityOf } from '../../../../src/code/compare/similarity.ts';
import { measureSource } from '../../../../src/code/index.ts';

async function version(text: string) {
  return { text, functions: (await measureSource({ source: text, language: 'javascript' })).functions };
}

it('shingles are alike for alike code, and 0 for code that shares nothing', () => {
  const left = shinglesOf('return a + b * c;');
  expect(similarityOf(left, shinglesOf('return a+b*c ;'))).toBe(1);
  expect(similarityOf(left, shinglesOf('while (true) { stop(); }'))).toBe(0);
  expect(similarityOf(shinglesOf(''), shinglesOf(''))).toBe(1);
});

it('functions of one name are paired in their order, the others by their code', async () => {
  const old = await version(
    'class A { get() { return this.a; } }\nclass B { get() { return this.b; } }\nconst pick = (list) => list.filter((each) => each.isOpen && each.size > 10);\n',
  );
  const young = await version(
    'class A { get() { return this.a; } }\nclass B { get() { return this.b ?? 0; } }\nconst choose = (list) => list.filter((each) => each.isOpen && each.size > 10);\nconst fresh = () => now();\n',
  );
  const pairs = matchFunctions(old, young).map((pair) => [pair.old?.name ?? null, pair.new?.name ?? null]);
  expect(pairs).toContainEqual(['pick', 'choose']);
  expect(pairs).toContainEqual([null, 'fresh']);
  const getters = matchFunctions(old, young).filter((pair) => /get$/.test(pair.new?.name ?? ''));
  expect(getters.map((pair) => [pair.old?.line, pair.new?.line])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});
