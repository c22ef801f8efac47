import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PreviousTurn } from '../../../agents/index.ts';
import { argumentsMatch, routeMatches } from '../../../evals/suites/compare-plan.ts';
import type { ExpectedPlan } from '../../../evals/suites/routing.ts';
import { plan } from './plan.ts';

interface Phrasing {
  id: string;
  input: string;
  expected: ExpectedPlan;
  previous?: PreviousTurn;
}

function read(name: string): Phrasing[] {
  const path = join(import.meta.dirname, '../../fixtures/requests', name);
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Phrasing);
}

/** Phrasings that are not planned as expected, with why. */
function astray(phrasings: readonly Phrasing[], compare: typeof routeMatches): string[] {
  return phrasings.flatMap(({ id, input, expected, previous = null }) => {
    const { value, reason } = compare(expected, plan(input, { previous }).steps);
    return value === true ? [] : [`${id} ${JSON.stringify(input)}: ${reason}`];
  });
}

// Hand-written while the matcher was built; what it is for is to show when a change makes something worse.
describe.each([
  { name: 'phrasings.jsonl', route: 0.985, all: 0.98 },
  { name: 'follow-ups.jsonl', route: 0.98, all: 0.98 },
])('$name', ({ name, route, all }) => {
  const phrasings = read(name);

  it('go to the right agent and action', () => {
    const wrong = astray(phrasings, routeMatches);
    expect(1 - wrong.length / phrasings.length, wrong.join('\n')).toBeGreaterThanOrEqual(route);
  });

  it('with the arguments that were stated', () => {
    const wrong = astray(phrasings, argumentsMatch);
    expect(1 - wrong.length / phrasings.length, wrong.join('\n')).toBeGreaterThanOrEqual(all);
  });
});
