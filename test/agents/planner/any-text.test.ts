import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agents, findAction, type PreviousTurn } from '../../../agents/index.ts';
import { planByPolicy } from '../../../agents/planner/index.ts';
import { PlanStep } from '../../../src/observe/index.ts';

const words = agents.flatMap(({ name, actions }) => [
  `@${name}`,
  `${name}:`,
  ...actions.flatMap(({ cues, examples }) => [
    ...Object.keys(cues),
    ...examples.flatMap((example) => example.split(' ')),
  ]),
]);
const marks = [
  '.',
  ',',
  ';',
  '?',
  '!',
  '\n',
  '```',
  '```py\n',
  '`',
  '"',
  "'",
  '(',
  ')',
  'and',
  'then',
  "don't",
  'without',
  'it',
  'a.py',
  'x.csv',
  '/',
  '\\',
  'C:\\',
  '@',
  '=',
  '--',
  '5m',
  'v1.2',
  '#2',
  '🙂',
  '\0',
  'ü',
];
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...words, ...marks), { maxLength: 40 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...words, ...marks), { maxLength: 40 }).map((parts) => parts.join('')),
);
const previous: PreviousTurn = {
  steps: [{ agent: 'code-analyst', action: 'review_code', arguments: { paths: ['a.py'] } }],
  about: { paths: ['a.py'] },
  items: [
    { id: 'rec_1', title: 'One', detail: 'one' },
    { id: 'rec_2', title: 'Two', detail: 'two' },
  ],
};

describe('any text at all', () => {
  it('gets a plan where a text begins with “on”', () => {
    expect(planByPolicy({ text: 'on fraud_detector users.csv', agents }).steps).not.toEqual([]);
  });

  it('gets a plan of declared steps whose arguments have the declared types', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (input, isFollowUp) => {
        const made = planByPolicy({ text: input, agents, previous: isFollowUp ? previous : null });
        expect(made.steps.length).toBeGreaterThan(0);
        expect(made.confidence).toBeGreaterThanOrEqual(0);
        expect(made.confidence).toBeLessThanOrEqual(1);
        for (const step of made.steps) {
          expect(PlanStep.safeParse(step).success).toBe(true);
          const found = findAction(agents, step.agent, step.action);
          const parsed = found?.action.input.partial().strict().safeParse(step.arguments);
          expect(parsed?.success, JSON.stringify(step)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('gets the same plan each time', () => {
    fc.assert(
      fc.property(text, (input) => {
        expect(planByPolicy({ text: input, agents })).toEqual(planByPolicy({ text: input, agents }));
      }),
      { numRuns: 300 },
    );
  });

  it('is planned in time that grows with its length, not faster', () => {
    const lengths = [
      'a '.repeat(50_000),
      '`'.repeat(20_000),
      '"'.repeat(20_000),
      'review a.py and '.repeat(2_000),
      'x,'.repeat(20_000),
      '('.repeat(20_000),
      '\\ '.repeat(20_000),
      '1 '.repeat(20_000),
      'a=b;\n'.repeat(10_000),
    ];
    for (const input of lengths) {
      const begin = performance.now();
      planByPolicy({ text: input, agents });
      expect(performance.now() - begin, JSON.stringify(input.slice(0, 20))).toBeLessThan(2_000);
    }
  });
});
