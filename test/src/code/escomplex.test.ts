import { describe, expect, it } from 'vitest';
import { escomplexReport } from '../../../src/code/index.ts';

describe("typhonjs-escomplex's report", () => {
  it('is its own, with its own definitions', () => {
    const report = escomplexReport({
      path: 'a.js',
      source: 'function f(a) { if (a) { return 1; } try { g(); } catch (e) { return 2; } return 3; }\n',
    });
    // It leaves `catch` out of cyclomatic complexity: ours would be 3.
    expect(report).toMatchObject({
      methods: [{ name: 'f', cyclomatic: 2, lineStart: 1, paramCount: 1 }],
      maintainability: expect.any(Number),
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it.each([
    [
      'a.ts',
      'interface A { b?: string }\nexport const f = (a: A): number => a.b!.length satisfies number;\n',
    ],
    ['a.tsx', 'export const A = ({ b }: { b: string }) => <b>{b}</b>;\n'],
    ['a.jsx', 'const a = <A {...b}>c</A>;\n'],
    ['a.ts', '@d class A { @e accessor f = 1; }\n'],
  ])('reads modern code: %s %s', (path, source) => {
    expect(escomplexReport({ path, source })).toMatchObject({ aggregate: expect.any(Object) });
  });

  it('is refused for what its parser does not understand, with the place', () => {
    expect(() => escomplexReport({ path: 'a.js', source: 'let = ;' })).toThrow(
      expect.objectContaining({
        code: 'escomplex-failed',
        exitStatus: 2,
        message: expect.stringMatching(/a\.js.*1:/),
      }),
    );
  });
});
