import { describe, expect, it } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const rows = Array.from(
  { length: 300 },
  (_, row) => `${row % 7},${(row * row) % 11},${(row % 7) + ((row * 5) % 13) > 9 ? 'yes' : 'no'}`,
);
const table = ['calls,years,churned', ...rows, ''].join('\n');

const train = (cwd: string, ...words: string[]) => runInProcess(['train', ...words], { cwd });

describe('opsmith train', () => {
  it('takes the table by its name alone, and a budget in minutes', async () => {
    const cwd = makeWorkspace({ 'customers.csv': table });
    const { status, stdout } = await train(
      cwd,
      'customers.csv',
      '--target',
      'churned',
      '--time-budget',
      '0.1m',
      '--json',
    );
    expect([status, JSON.parse(stdout).status]).toEqual([0, 'done']);
    expect(JSON.parse(stdout).model.name).toBe('customers-churned');
  }, 30_000);

  it.each([
    [['--target', 'churned'], 'Which table? Name it: `opsmith train FILE --target COLUMN`.'],
    [['a.csv', '--data', 'b.csv', '--target', 'x'], 'One table at a time: both a.csv and b.csv were named.'],
    [['a.csv', '--target', 'x', '--time-budget', '20x'], 'It must be a number of seconds above 0, or as 90s'],
    [['a.csv', '--target', 'x', '--time-budget', ''], 'It must be a number of seconds above 0, or as 90s'],
    [['a.csv', '--target', 'x', '--time-budget', '0s'], 'It must be a number of seconds above 0, or as 90s'],
    [['a.csv', '--target', 'x'], 'There is no file a.csv.'],
  ])('refuses %j', async (words, message) => {
    const { status, stderr } = await train(makeWorkspace(), ...words);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
