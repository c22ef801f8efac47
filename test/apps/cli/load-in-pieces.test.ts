import { expect, it } from 'vitest';
import { loadInPieces } from '../../../apps/cli/load-in-pieces.ts';

type Bundle = Parameters<typeof loadInPieces.generateBundle>[1];

/** What the build makes of the first chunk's code, where the others import each other like this. */
function built(code: string, imports: Record<string, string[]>): string {
  const bundle: Bundle = { 'first.mjs': { type: 'chunk', code, imports: [] } };
  for (const [file, needed] of Object.entries(imports))
    bundle[file] = { type: 'chunk', code: '', imports: needed };
  loadInPieces.generateBundle({}, bundle);
  return bundle['first.mjs']!.code!;
}

it('puts the chunks that a chunk needs before it, each once and in the order in which they are run', () => {
  const code = 'await loadInTurns([()=>import(`./a.mjs`),async()=>(await import(`./b.mjs`)).ready()]);';
  expect(
    built(code, {
      'a.mjs': ['c.mjs'],
      'b.mjs': ['d.mjs', 'c.mjs'],
      'c.mjs': [],
      'd.mjs': ['e.mjs'],
      'e.mjs': [],
    }),
  ).toBe(
    'await loadInTurns([()=>import("./c.mjs"),()=>import(`./a.mjs`),()=>import("./e.mjs"),()=>import("./d.mjs"),async()=>(await import(`./b.mjs`)).ready()]);',
  );
});

it('leaves other imports, packages and what is no chunk alone', () => {
  const code = 'await loadInTurns([()=>import(`zod`),()=>import(`./a.mjs`)]);import(`./b.mjs`);';
  expect(built(code, { 'a.mjs': ['node:fs', 'zod'], 'b.mjs': ['a.mjs'] })).toBe(code);
});

it('enters a circle of chunks as the bundler meant it to be', () => {
  const code = 'await loadInTurns([()=>import(`./a.mjs`)]);';
  expect(built(code, { 'a.mjs': ['b.mjs'], 'b.mjs': ['c.mjs'], 'c.mjs': ['b.mjs'] })).toBe(code);
});
