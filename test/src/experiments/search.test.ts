import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpsmithError } from '../../../src/errors/index.ts';
import { createExperiments, type Experiments } from '../../../src/experiments/index.ts';
import { parseSearch } from '../../../src/experiments/search/parse.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

let store: Store;
let experiments: Experiments;

beforeAll(async () => {
  store = await openStore({ path: ':memory:' });
  experiments = createExperiments(store, { artifactFolder: '/nowhere' });
  const runs = [
    { name: 'a', family: 'linear', depth: 2, team: 'x', auc: 0.91 },
    { name: 'b', family: 'linear', depth: 10, team: 'y', auc: 0.95 },
    { name: 'c', family: 'boosting', depth: 9, team: 'x', auc: 0.97 },
    { name: 'd 100%', family: "o'brien", depth: 'none', team: 'x', auc: null },
  ];
  for (const { name, family, depth, team, auc } of runs) {
    const run = await experiments.start({
      name,
      parameters: { family, depth, 'the depth': depth },
      tags: { team },
    });
    run.metrics({ rocAuc: auc });
    if (name === 'b') await run.note('Strange spike at night');
    await run.end(name === 'c' ? 'failed' : 'done');
  }
});

afterAll(() => store.close());

const names = async (search: string) => (await experiments.search(search)).map(({ name }) => name);

describe('a search', () => {
  it.each([
    [
      'metrics.rocAuc > 0.9 and params.family = "linear" and tags.team = x order by metrics.rocAuc desc',
      ['a'],
    ],
    ['params.family = linear order by metrics.rocAuc desc', ['b', 'a']],
    ['params.depth > 5 order by params.depth', ['c', 'b']],
    ['order by params.depth', ['a', 'c', 'b', 'd 100%']],
    ['order by metrics.rocAuc', ['a', 'b', 'c', 'd 100%']],
    ['order by metrics.rocAuc desc limit 1', ['c']],
    ['params.family = "o\'brien"', ['d 100%']],
    ["params.family = 'o''brien'", ['d 100%']],
    ['tags.team = x or params.depth = 10 order by name', ['a', 'b', 'c', 'd 100%']],
    ['tags.team = x and (status = failed or metrics.rocAuc < 0.95) order by name', ['a', 'c']],
    ['not tags.team = x', ['b']],
    ['not metrics.rocAuc > 0.92 order by name', ['a', 'd 100%']],
    ['metrics.rocAuc is missing', ['d 100%']],
    ['metrics.rocAuc is not missing and status != done', ['c']],
    ['params.family in (boosting, "o\'brien") order by name', ['c', 'd 100%']],
    ['params.family not in (boosting, linear)', ['d 100%']],
    ['name ~ "100%"', ['d 100%']],
    ['name ~ "_"', []],
    ['params.family LIKE "LIN%" order by name', ['a', 'b']],
    ['notes ~ NIGHT', ['b']],
    ['params."the depth" = 9', ['c']],
    ['metrics.nothing > 0', []],
    ['started > 2020-01-01 and name = a', ['a']],
  ])('%s', async (search, expected) => {
    expect(await names(search)).toEqual(expected);
  });

  it('finds everything where it asks nothing, newest first', async () => {
    expect(await names('')).toEqual(['d 100%', 'c', 'b', 'a']);
  });

  it.each([
    ['metrics.rocAuc', 'at its end', 15],
    ['metrics.rocAuc > high', 'at character 18 ("high"): metrics are numbers', 18],
    ['metrics.rocAuc frm 3', 'at character 16 ("frm 3"): a comparison is expected', 16],
    ['name = "open', 'at character 8 ("\\"open"): the " that begins here has no end', 8],
    ['nmae = x', 'did you mean "name"?', 1],
    ['speed.x = 1', 'begins with metrics, params or tags', 1],
    ['(name = x', 'a ")" is missing', 10],
    ['name = x name = y', '"and", "or", "order by"', 10],
    ['name in x', '"in" is followed by', 9],
    ['order by', 'the name of a metric', 9],
    ['limit 0', '"limit" is followed by', 7],
    [`${'('.repeat(101)}name = x${')'.repeat(101)}`, 'more than 100 deep', 101],
  ])("says where it can't be read: %s", (search, says, position) => {
    const read = () => parseSearch(search);
    expect(read).toThrow(says);
    try {
      read();
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'bad-search', exitStatus: 2, details: { position } });
    }
  });

  it('either is read or says why not, and changes nothing, whatever is written', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'and',
        'or',
        'not',
        '(',
        ')',
        'order by',
        '=',
        'name',
        'params.x',
        "'; drop table experiments; --",
      ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const search = pieces.join(' ');
        try {
          await experiments.search(search);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(OpsmithError);
        }
        // What is quoted is a value, whatever it says.
        expect(await experiments.search(`name = "${search.replaceAll('"', '""')}"`)).toEqual([]);
      }),
      { numRuns: 100 },
    );
    expect(await experiments.list()).toHaveLength(4);
  });
});
