import { describe, expect, it } from 'vitest';
import { figuresOfKind, namedFigures } from '../../evals/suites/learning/figures-of-kinds.ts';
import { codeBase, keptFindings } from '../../evals/suites/learning/findings.ts';
import { type KindName, kinds, teamOfKind } from '../../evals/suites/learning/kinds.ts';
import { createKnowingKind } from '../../evals/suites/learning/knowing-kind.ts';
import { someFacts } from '../src/learning/some-facts.ts';

const { signal } = new AbortController();

/** Findings that share nothing that an opinion could be about. */
const apart = Array.from({ length: 6_000 }, (_, at) =>
  someFacts(at, { rule: `rule ${at}`, area: `area ${at}` }),
);

describe('developers of one kind of preference', () => {
  const chanceOf = (kind: KindName, facts = apart[0]!, verdicts = 0, who = 0) =>
    teamOfKind(kinds[kind], 1)[who]!.accepts(facts, verdicts);

  it('judge by what their opinions are about alone', () => {
    const facts = someFacts(1, { rule: 'a', area: 'x', pathKind: 'source' });
    const [rule, area, path] = [
      { ...facts, rule: 'b' },
      { ...facts, area: 'y' },
      { ...facts, pathKind: 'test' as const },
    ];
    const moves = (kind: KindName) =>
      [rule, area, path].map((other) => chanceOf(kind, other) !== chanceOf(kind, facts));
    expect(moves('byRule')).toEqual([true, false, false]);
    expect(moves('byArea')).toEqual([false, true, false]);
    expect(moves('byContext')).toEqual([true, false, true]);
  });

  it('change half of their opinions at the 100th verdict, and none of another kind', () => {
    const changed = (kind: KindName, from: number, to: number) =>
      apart.filter((facts) => chanceOf(kind, facts, from) !== chanceOf(kind, facts, to)).length /
      apart.length;
    expect(Math.abs(changed('changing', 99, 100) - 0.5)).toBeLessThan(0.02);
    expect(changed('changing', 0, 99) + changed('changing', 100, 400)).toBe(0);
    for (const kind of ['byRule', 'byArea', 'byContext', 'contradictory', 'careless'] as const)
      expect(changed(kind, 99, 100)).toBe(0);
  });

  it('contradict each other in half of the rules, to the same degree', () => {
    const turned = apart.filter((facts) => {
      const [ann, ben] = [0, 1].map((who) => chanceOf('contradictory', facts, 0, who));
      if (ann === ben) return false;
      expect(ann! + ben!).toBeCloseTo(1, 12);
      return true;
    });
    expect(Math.abs(turned.length / apart.length - 0.5)).toBeLessThan(0.02);
  });

  it('have the same opinions in all kinds that are made of rules, spread as was written down', () => {
    const logOdds = apart.map((facts) => {
      const chance = chanceOf('byRule', facts);
      expect(chanceOf('changing', facts)).toBe(chance);
      expect(chanceOf('contradictory', facts)).toBe(chance);
      expect((chanceOf('careless', facts) - 0.125) / 0.75).toBeCloseTo((chance - 0.04) / 0.92, 9);
      const sure = (chance - 0.04) / 0.92;
      return Math.log(sure / (1 - sure));
    });
    const squares = logOdds.reduce((sum, each) => sum + each * each, 0);
    expect(Math.abs(Math.sqrt(squares / apart.length) - 2.5)).toBeLessThan(0.1);
  });
});

describe('who knows the kind', () => {
  /** Verdicts on one thing: who, after how many, and whether it was accepted. */
  type Row = readonly [who: 0 | 1, after: number, accepted: boolean];
  const names = ['ann', 'ben'];

  /** What came of things that were judged so, of thousands that were drawn as the developers are: each counts as its verdicts are likely. */
  const drawn = (kind: KindName, rows: readonly Row[], who: 0 | 1, verdicts: number) => {
    let chances = 0;
    let weights = 0;
    for (const facts of apart) {
      const team = teamOfKind(kinds[kind], 2);
      const weight = rows.reduce((product, [by, after, accepted]) => {
        const chance = team[by]!.accepts(facts, after);
        return product * (accepted ? chance : 1 - chance);
      }, 1);
      weights += weight;
      chances += weight * team[who]!.accepts(facts, verdicts);
    }
    return chances / weights;
  };
  const believed = (kind: KindName, rows: readonly Row[], who: 0 | 1, verdicts: number) => {
    const posterior = createKnowingKind(kinds[kind]);
    for (const [by, after, accepted] of rows) posterior.told(apart[0]!, names[by]!, accepted, after);
    return posterior.probability(apart[0]!, names[who]!, verdicts);
  };

  it.each<[KindName, Row[], 0 | 1, number]>([
    [
      'byRule',
      [
        [0, 0, true],
        [0, 5, true],
        [0, 200, false],
      ],
      0,
      205,
    ],
    [
      'byArea',
      [
        [0, 0, false],
        [0, 5, false],
      ],
      0,
      205,
    ],
    [
      'changing',
      [
        [0, 0, true],
        [0, 5, true],
        [0, 150, false],
        [0, 155, false],
      ],
      0,
      205,
    ],
    [
      'changing',
      [
        [0, 0, true],
        [0, 5, true],
        [0, 10, true],
      ],
      0,
      205,
    ],
    [
      'contradictory',
      [
        [0, 0, true],
        [0, 5, true],
      ],
      1,
      205,
    ],
    [
      'contradictory',
      [
        [0, 0, true],
        [0, 5, true],
        [1, 10, false],
      ],
      1,
      205,
    ],
    [
      'careless',
      [
        [0, 0, true],
        [0, 5, true],
        [0, 10, true],
      ],
      0,
      205,
    ],
  ])('believes of %s what comes, after %j', (kind, rows, who, verdicts) => {
    expect(Math.abs(believed(kind, rows, who, verdicts) - drawn(kind, rows, who, verdicts))).toBeLessThan(
      0.02,
    );
  });

  it('learns nothing of what its opinions are not about', () => {
    const posterior = createKnowingKind(kinds.byRule);
    for (let row = 0; row < 20; row++) posterior.told(apart[0]!, 'ann', false, row);
    expect(posterior.probability(apart[1]!, 'ann', 20)).toBeCloseTo(0.5, 9);
    expect(posterior.probability(apart[0]!, 'ann', 20)).toBeLessThan(0.1);
  });
});

describe('the figures of a kind', () => {
  it('stand between those of the oracle and of learning off, and are the same for the same seed', async () => {
    const options = { findings: codeBase(keptFindings(), 241, 800), seed: 241, signal };
    const figures = await figuresOfKind(kinds.byArea, options);
    expect(figures.acceptanceAt5).toBeLessThanOrEqual(figures.oracleAt5!);
    expect(figures.acceptanceAt5).toBeGreaterThan(figures.offAt5!);
    expect(figures.ofOracle).toBeCloseTo(figures.acceptanceAt5! / figures.oracleAt5!, 12);
    expect(figures.knowingOfOracle).toBeGreaterThan(0.8);
    expect(figures.knowingOfOracle).toBeLessThanOrEqual(1);
    expect(figures.knowingCalibrationError).toBeLessThan(0.1);
    expect(await figuresOfKind(kinds.byArea, options)).toEqual(figures);
  });

  it('are named by kind, with their means', () => {
    expect(namedFigures({ a: { x: 1, y: 2 }, b: { x: 3, y: 6 } })).toEqual({
      'a.x': 1,
      'a.y': 2,
      'b.x': 3,
      'b.y': 6,
      'all.x': 2,
      'all.y': 4,
    });
  });
});
