import { expect, it } from 'vitest';
import { agents } from '../../../agents/index.ts';
import { graphShapeIn, planByPolicy, readAhead } from '../../../agents/planner/index.ts';
import { atOnce } from '../../../src/turns/index.ts';

const texts = [
  'who calls parseArgs?',
  'how complex is src/app.js',
  'which models use the column age?',
  'hello',
];

it('plans the same whether or not it was read ahead, and whatever else was in between', () => {
  const before = texts.map((text) => planByPolicy({ text, agents }));
  expect(before[0]?.steps[0]?.action).toBe('query_graph');
  for (const [place, text] of texts.entries()) {
    atOnce(readAhead({ text, agents }));
    expect(planByPolicy({ text, agents })).toEqual(before[place]);
    const other = texts[(place + 1) % texts.length]!;
    expect(planByPolicy({ text: other, agents })).toEqual(before[(place + 1) % texts.length]);
  }
});

it('leaves many turns while it looks for a question to the graph', () => {
  const work = readAhead({ text: 'how far along are they with the other thing', agents });
  let turns = 0;
  while (work.next().done !== true) turns += 1;
  expect(turns).toBeGreaterThan(20);
  expect(graphShapeIn('how far along are they with the other thing')).toBeNull();
});

it('leaves many turns while it reads what the agents say of their actions, once for a crew', () => {
  const crew = [...agents];
  const turnsOf = () => {
    const work = readAhead({ text: '', agents: crew });
    let turns = 0;
    while (work.next().done !== true) turns += 1;
    return turns;
  };
  const examples = crew.flatMap(({ actions }) => actions.flatMap((action) => action.examples)).length;
  expect(examples).toBeGreaterThan(100);
  expect(turnsOf()).toBeGreaterThan(examples);
  expect(turnsOf()).toBeLessThan(examples);
});
