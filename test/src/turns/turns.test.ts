import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../../src/errors/index.ts';
import { aTurn, atOnce, inTurns, type Work } from '../../../src/turns/index.ts';

/** Takes a few milliseconds each time, and remembers which others had a turn before. */
function* slow(times: number, told: string[]): Work<number> {
  for (let done = 0; done < times; done++) {
    const until = performance.now() + 5;
    while (performance.now() < until);
    told.push('work');
    yield;
  }
  return times;
}

describe('work in turns', () => {
  it('lets others have their turn between its slices, and gives what it came to', async () => {
    const told: string[] = [];
    const other = setInterval(() => told.push('other'), 1);
    expect(await inTurns(slow(12, told))).toBe(12);
    clearInterval(other);
    expect(told.slice(told.indexOf('work'), told.lastIndexOf('work'))).toContain('other');
  });

  it('counts what was done just before it: short works in a row leave turns, too', async () => {
    const told: string[] = [];
    const other = setInterval(() => told.push('other'), 1);
    for (let work = 0; work < 12; work++) await inTurns(slow(1, told));
    clearInterval(other);
    expect(told.slice(told.indexOf('work'), told.lastIndexOf('work'))).toContain('other');
  });

  it('gives a turn between two pieces, or ends there', async () => {
    let isDone = false;
    setImmediate(() => {
      isDone = true;
    });
    await aTurn();
    expect(isDone).toBe(true);
    await expect(aTurn(AbortSignal.abort())).rejects.toThrow(InterruptedError);
  });

  it('lets all else have its turn between two works that go on at the same time', async () => {
    const told: string[] = [];
    let isOver = false;
    const other = (): void => {
      told.push('other');
      if (!isOver) setImmediate(other);
    };
    setImmediate(other);
    await Promise.all([inTurns(slow(12, told)), inTurns(slow(12, told)), inTurns(slow(12, told))]);
    isOver = true;
    // Each turn is of three slices or so: three works in one round of the loop would make nine.
    expect(
      Math.max(
        ...told
          .join(' ')
          .split('other')
          .map((run) => run.trim().split(' ').length),
      ),
    ).toBeLessThan(6);
  });

  it('lets nobody between where it is done at once', () => {
    const told: string[] = [];
    expect(atOnce(slow(3, told))).toBe(3);
    expect(told).toEqual(['work', 'work', 'work']);
  });

  it('ends when its signal fires, in the midst of it', async () => {
    const told: string[] = [];
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    await expect(inTurns(slow(1_000, told), stop.signal)).rejects.toThrow(InterruptedError);
    expect(told.length).toBeLessThan(1_000);
  });

  it('passes on what the work throws', async () => {
    function* failing(): Work<never> {
      yield;
      throw new RangeError('no');
    }
    await expect(inTurns(failing())).rejects.toThrow(RangeError);
    expect(() => atOnce(failing())).toThrow(RangeError);
  });
});
