import { describe, expect, it, onTestFinished } from 'vitest';
import { type Judge, type Learning, openLearning } from '../../../src/learning/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { createRandom } from '../../../src/train/index.ts';
import { someFacts } from './some-facts.ts';

const ann: Judge = { developer: 'ann', team: '' };
const ben: Judge = { developer: 'ben', team: '' };
const told = { origin: 'told' } as const;

async function opened() {
  const store = await openStore({ path: ':memory:' });
  onTestFinished(() => store.close());
  return { store, learning: openLearning(store) };
}

const reject = (learning: Learning, number: number, by = ann, changes = {}) =>
  learning.give({ recommendationId: `rec_${number}`, type: 'reject' }, someFacts(number, changes), {
    ...by,
    ...told,
  });

describe('a verdict', () => {
  it('counts at once, and in another process too', async () => {
    const { store, learning } = await opened();
    const other = openLearning(store);
    expect(await other.verdicts()).toBe(0);
    const { outcome, before, after } = await reject(learning, 1);
    expect(outcome).toBe('new');
    expect(before).toBeCloseTo(0.6, 9);
    expect(after).toBeLessThan(0.5);
    expect((await other.explain(someFacts(1), ann)).probability).toBeCloseTo(after, 6);
  });

  it('is learnt once, however many ask for it at once', async () => {
    const { store, learning } = await opened();
    const other = openLearning(store);
    await reject(other, 1);
    await reject(learning, 2);
    await Promise.all([other.verdicts(), other.verdicts(), other.verdicts()]);
    const { effects } = await other.explain(someFacts(3), ann);
    expect(effects.find(({ group }) => group === 'rule')?.verdicts).toBe(2);
  });

  it('changes nothing the second time', async () => {
    const { learning } = await opened();
    await reject(learning, 1);
    const again = await reject(learning, 1);
    expect(again).toMatchObject({ outcome: 'same', before: again.after });
    expect(await learning.verdicts()).toBe(1);
  });

  it('that says less than the one before changes nothing, and its reason stays', async () => {
    const { learning } = await opened();
    const given = { recommendationId: 'rec_1', type: 'reject' } as const;
    await learning.give({ ...given, comment: 'it is test code' }, someFacts(1), { ...ann, ...told });
    const again = await learning.give(given, someFacts(1), { ...ann, ...told });
    expect(again.outcome).toBe('same');
    const history = await learning.historyOf('rec_1');
    expect(history.map(({ body, isLatest }) => [body.comment, isLatest])).toEqual([
      ['it is test code', true],
    ]);
  });

  it('that contradicts an earlier one counts in its place, and both are kept', async () => {
    const { learning } = await opened();
    await reject(learning, 1);
    const { outcome, after } = await learning.give(
      { recommendationId: 'rec_1', type: 'accept' },
      someFacts(1),
      { ...ann, ...told },
    );
    expect(outcome).toBe('replaced');
    expect(after).toBeGreaterThan(0.6);
    expect(await learning.verdicts()).toBe(1);
    expect((await learning.historyOf('rec_1')).map(({ body, isLatest }) => [body.type, isLatest])).toEqual([
      ['reject', false],
      ['accept', true],
    ]);
  });

  it('that is dated before what counts is history, and nothing when it comes again', async () => {
    const { learning } = await opened();
    const give = async (type: 'accept' | 'reject', timestamp?: string) => {
      const dated = { recommendationId: 'rec_1', type, ...(timestamp === undefined ? {} : { timestamp }) };
      return (await learning.give(dated, someFacts(1), { ...ann, ...told })).outcome;
    };
    expect(await give('accept', '2026-02-01T00:00:00Z')).toBe('new');
    // An hour before, in another zone.
    expect(await give('reject', '2026-02-01T01:00:00+02:00')).toBe('earlier');
    expect(await give('reject', '2026-01-31T23:00:00Z')).toBe('same');
    expect(await give('accept', '2026-02-01T00:00:00Z')).toBe('same');
    const history = await learning.historyOf('rec_1');
    expect(history.map(({ body, isLatest }) => [body.type, isLatest])).toEqual([
      ['accept', true],
      ['reject', false],
    ]);
    expect(await learning.verdicts()).toBe(1);
    // What bears no date is given now.
    expect(await give('reject')).toBe('replaced');
  });

  it('that is inferred counts half, and does not take the place of one that was told', async () => {
    const { learning } = await opened();
    const inferred = await learning.give({ recommendationId: 'rec_1', type: 'reject' }, someFacts(1), {
      ...ann,
      origin: 'inferred',
    });
    const { learning: fresh } = await opened();
    const said = await reject(fresh, 1);
    expect(inferred.after).toBeGreaterThan(said.after);
    const later = await fresh.give({ recommendationId: 'rec_1', type: 'accept' }, someFacts(1), {
      ...ann,
      origin: 'inferred',
    });
    expect(later).toMatchObject({ outcome: 'same', after: said.after });
  });

  it('of a step that is done again is the same one, whatever was said since', async () => {
    const { learning } = await opened();
    const give = (type: 'accept' | 'reject', step: string) =>
      learning.give({ recommendationId: 'rec_1', type, context: { run: 'r', step } }, someFacts(1), {
        ...ann,
        ...told,
      });
    await give('reject', '1');
    await give('accept', '2');
    expect((await give('reject', '1')).outcome).toBe('same');
    expect((await learning.historyOf('rec_1')).find(({ isLatest }) => isLatest)?.body.type).toBe('accept');
  });
});

describe('a ranking', () => {
  const factsOf = (facts: ReturnType<typeof someFacts>) => facts;

  it('holds back what five rejections speak against, and nothing else', async () => {
    const { learning } = await opened();
    for (let number = 1; number <= 5; number++) await reject(learning, number);
    const other = someFacts(20, { rule: 'swallowed-error', category: 'security', prior: 0.4 });
    const ranked = await learning.rank([someFacts(10), other], { factsOf, judge: ann });
    expect(ranked.map(({ facts, isHeldBack }) => [facts.rule, isHeldBack])).toEqual([
      ['swallowed-error', false],
      ['loose-equality', true],
    ]);
    expect(ranked[0]!.probability / 0.4).toBeGreaterThan(0.95);
  });

  it('holds nothing back for two rejections of its rule', async () => {
    const { learning } = await opened();
    const low = { prior: 0.25, severity: 'low' } as const;
    for (const number of [1, 2]) await reject(learning, number, ann, low);
    const [one] = await learning.rank([someFacts(30, low)], { factsOf, judge: ann });
    expect(one!.probability).toBeLessThan(0.75 * 0.25);
    expect(one!.isHeldBack).toBe(false);
    await reject(learning, 3, ann, low);
    const [now] = await learning.rank([someFacts(30, low)], { factsOf, judge: ann });
    expect(now!.isHeldBack).toBe(true);
  });

  it('holds a critical finding back on nobody else’s word', async () => {
    const { learning } = await opened();
    const critical = {
      severity: 'critical',
      category: 'security',
      rule: 'sql-injection',
      prior: 0.8,
    } as const;
    for (let number = 1; number <= 40; number++) await reject(learning, number, ann, critical);
    const held = async (judge: Judge) =>
      (await learning.rank([someFacts(99, critical)], { factsOf, judge }))[0]!.isHeldBack;
    expect(await held(ben)).toBe(false);
    expect(await held(ann)).toBe(true);
  });

  it('does not spend the first places on one kind of which little is known', async () => {
    const { learning } = await opened();
    await reject(learning, 1, ann, { rule: 'something-else', category: 'style' });
    const items = Array.from({ length: 12 }, (_, at) =>
      someFacts(at, { rule: `rule-${Math.floor(at / 3)}`, prior: 0.7 - at / 1_000 }),
    );
    const ranked = await learning.rank(items, {
      factsOf,
      judge: ann,
      exploration: { share: 0.1, firstPlaces: 4 },
    });
    expect(new Set(ranked.slice(0, 4).map(({ facts }) => facts.rule)).size).toBe(4);
  });

  it('shows what tells most first, says so, and keeps its probability', async () => {
    const { store, learning } = await opened();
    const sober = openLearning(store, { parts: { telling: false } });
    const known = { rule: 'known', category: 'style', prior: 0.6 } as const;
    for (let number = 1; number <= 40; number++)
      await learning.give(
        { recommendationId: `rec_${number}`, type: number % 3 === 0 ? 'reject' : 'accept' },
        someFacts(number, known),
        { ...ann, ...told },
      );
    const items = [
      ...Array.from({ length: 6 }, (_, at) => someFacts(100 + at, known)),
      someFacts(200, { rule: 'new', category: 'security', prior: 0.55 }),
    ];
    const options = { factsOf, judge: ann, exploration: { share: 0.1, firstPlaces: 5, seed: 3 } };
    const placeOf = (ranked: Awaited<ReturnType<typeof learning.rank<(typeof items)[0]>>>) =>
      ranked.findIndex(({ facts }) => facts.rule === 'new');
    const asked = await learning.rank(items, options);
    const calm = await sober.rank(items, { ...options, exploration: { ...options.exploration, share: 0 } });
    expect(placeOf(calm)).toBeGreaterThan(4);
    expect(placeOf(asked)).toBe(0);
    expect(asked[0]!.isExplored).toBe(true);
    expect(asked[0]!.probability).toBeCloseTo(calm[placeOf(calm)]!.probability, 3);
    const unasked = await learning.rank(items, { ...options, exploration: { share: 0, firstPlaces: 5 } });
    expect(placeOf(unasked)).toBe(placeOf(calm));
  });

  it('moves no critical finding down for what others tell', async () => {
    const { learning } = await opened();
    await reject(learning, 1, ann, { rule: 'something-else', category: 'style' });
    const critical = {
      rule: 'sql-injection',
      category: 'security',
      severity: 'critical',
      prior: 0.8,
    } as const;
    const items = [
      ...Array.from({ length: 9 }, (_, at) => someFacts(at, { rule: `rule-${at}`, prior: 0.5 })),
      ...[20, 21].map((number) => someFacts(number, critical)),
    ];
    const exploration = { share: 0.5, firstPlaces: 5 };
    const ranked = await learning.rank(items, { factsOf, judge: ann, exploration });
    expect(ranked.slice(0, 2).map(({ facts }) => facts.rule)).toEqual(['sql-injection', 'sql-injection']);
    expect(ranked).toHaveLength(items.length);
  });

  it('is the same until somebody judges again, with exploration too', async () => {
    const { learning } = await opened();
    await reject(learning, 1);
    const items = Array.from({ length: 30 }, (_, at) => someFacts(at, { rule: `rule-${at % 9}` }));
    const look = async () =>
      (await learning.rank(items, { factsOf, judge: ann, exploration: { share: 0.4, firstPlaces: 5 } })).map(
        ({ facts }) => facts.file,
      );
    expect(await look()).toEqual(await look());
  });

  it('of a threshold of 0 holds nothing back', async () => {
    const { learning } = await opened();
    for (let number = 1; number <= 8; number++) await reject(learning, number);
    const [one] = await learning.rank([someFacts(50)], { factsOf, judge: ann, threshold: 0 });
    expect(one!.isHeldBack).toBe(false);
  });
});

describe('reasons', () => {
  it('count what became of like ones, and keep what was said of them', async () => {
    const { learning } = await opened();
    await reject(learning, 1);
    await learning.give(
      { recommendationId: 'rec_2', type: 'reject', comment: 'the input is our own' },
      someFacts(2, { likeness: someFacts(9).likeness }),
      { ...ben, ...told },
    );
    const { likes, notes } = await learning.likes(someFacts(9));
    expect(likes).toMatchObject({ kind: 'of this rule', accepted: 0, judged: 2, developers: ['ann', 'ben'] });
    expect(notes).toEqual([
      { developer: 'ben', type: 'reject', file: 'src/area2/file.js', comment: 'the input is our own' },
    ]);
  });
});

describe('rankers', () => {
  const random = createRandom(11);

  /** Verdicts of one who accepts half of the rules; from `changesAt` on it is the other half. */
  async function judged(learning: Learning, count: number, changesAt: number) {
    for (let number = 0; number < count; number++) {
      const rule = Math.floor(random.next() * 10);
      const accepted = rule < 5 !== number >= changesAt;
      await learning.give(
        { recommendationId: `rec_${number}`, type: accepted ? 'accept' : 'reject' },
        someFacts(number, { rule: `rule-${rule}` }),
        { ...ann, ...told },
      );
    }
  }

  it('stay where too few verdicts tell them apart', async () => {
    const { learning } = await opened();
    await judged(learning, 20, 1_000);
    expect(await learning.retrain()).toMatchObject({ chosen: null, version: 0, verdicts: 20 });
  });

  it('that forget take over after opinions turned round, found as drift, and can be rolled back', async () => {
    const { learning } = await opened();
    await judged(learning, 150, 90);
    const maintenance = await learning.maintain(90);
    expect(maintenance).toMatchObject({ due: 'drift of acceptance', version: 1 });
    expect(maintenance!.chosen?.halfLife).toBeLessThan(200);
    expect((await learning.rankers()).map(({ version, isLive }) => [version, isLive])).toEqual([
      [0, false],
      [1, true],
    ]);
    expect(await learning.maintain(150)).toBeNull();
    expect((await learning.rollBack()).version).toBe(0);
    await expect(learning.rollBack()).rejects.toMatchObject({ code: 'unknown-ranker' });
    await expect(learning.rollBack(7)).rejects.toMatchObject({ code: 'unknown-ranker' });
  });

  it('are tried every fifty verdicts, and stay where nothing is better', async () => {
    const { learning } = await opened();
    await judged(learning, 100, 1_000);
    expect(await learning.maintain(99)).toMatchObject({
      due: 'fifty more verdicts',
      chosen: null,
      version: 0,
    });
  });
});
