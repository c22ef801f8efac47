import { expect, it } from 'vitest';
import { createSlots } from '../../graphs/slots.ts';

it('places are taken by so many at once, and given on when one ends or fails', async () => {
  const slots = createSlots(2);
  let atWork = 0;
  let most = 0;
  const results = await Promise.allSettled(
    [1, 2, 3, 4, 5, 6].map((number) =>
      slots.use(async () => {
        atWork += 1;
        most = Math.max(most, atWork);
        await new Promise((resolve) => setTimeout(resolve, 3));
        atWork -= 1;
        if (number === 2) throw new Error('failed');
        return number;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
    1,
    'failed',
    3,
    4,
    5,
    6,
  ]);
});
