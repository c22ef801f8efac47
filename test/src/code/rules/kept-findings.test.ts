import { describe, expect, it } from 'vitest';
import { KeptFindings } from '../../../../src/code/rules/kept-findings.ts';
import type { Finding } from '../../../../src/code/types.ts';

function finding(line: number, endLine: number, rule = 'r'): Finding {
  return {
    rule,
    category: 'reliability',
    severity: 'low',
    title: '',
    message: '',
    line,
    endLine,
    quote: 'x',
    suggestion: null,
    evidence: [],
  } as unknown as Finding;
}

/** A small generator with a seed (Park and Miller, 1988). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe('findings by where they lie', () => {
  it('gives just those on the same first line and those around, as a look at all of them does', () => {
    const next = random(7);
    for (let round = 0; round < 40; round += 1) {
      const kept = new KeptFindings();
      const all: Finding[] = [];
      for (let index = 0; index < 60; index += 1) {
        const line = 1 + next(100);
        const one = finding(line, line + next(next(4) === 0 ? 60 : 4));
        const near = all.filter(
          (other) => other.line === one.line || (other.line <= one.line && one.endLine <= other.endLine),
        );
        const asked = new Set<Finding>();
        expect(kept.someNear(one, (other) => void asked.add(other) as never)).toBe(false);
        expect(asked).toEqual(new Set(near));
        for (const other of near) expect(kept.someNear(one, (each) => each === other)).toBe(true);
        kept.add(one);
        all.push(one);
      }
    }
  });

  it('looks at few of many wide ones that lie beside each other', () => {
    const kept = new KeptFindings();
    let looks = 0;
    for (let index = 0; index < 8_000; index += 1) {
      const one = finding(index * 3 + 1, index * 3 + 3);
      kept.someNear(one, () => {
        looks += 1;
        return false;
      });
      kept.add(one);
    }
    expect(looks).toBe(0);
  });
});
