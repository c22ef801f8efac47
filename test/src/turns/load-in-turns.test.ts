import { expect, it } from 'vitest';
import { loadInTurns } from '../../../src/turns/index.ts';

/** Loads that need no file, as modules that are read already: without turns between nothing else would come in. */
function loads(told: string[], failing = -1) {
  const load = (place: number) => async () => {
    told.push(`load ${place}`);
    if (place === failing) throw new Error('It is not there.');
    return place;
  };
  return [load(0), load(1), load(2)] as const;
}

it('loads one after the other, and lets others have their turn between', async () => {
  const told: string[] = [];
  let turns = 0;
  const count = () => {
    turns += 1;
    told.push(`turn ${turns}`);
    if (turns < 8) setImmediate(count);
  };
  setImmediate(count);
  expect(await loadInTurns(loads(told))).toBe(2);
  const own = told.filter((each) => each.startsWith('load'));
  expect(own).toEqual(['load 0', 'load 1', 'load 2']);
  for (const [one, next] of [
    ['load 0', 'load 1'],
    ['load 1', 'load 2'],
  ] as const)
    expect(told.slice(told.indexOf(one), told.indexOf(next)).some((each) => each.startsWith('turn'))).toBe(
      true,
    );
});

it('tells of what cannot be loaded, and loads nothing after it', async () => {
  const told: string[] = [];
  await expect(loadInTurns(loads(told, 1))).rejects.toThrow('not there');
  expect(told).toEqual(['load 0', 'load 1']);
});
