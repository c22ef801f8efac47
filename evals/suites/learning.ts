import { z } from 'zod';
import { InputError } from '../../src/errors/index.ts';
import type { Evaluator } from '../evaluator.ts';
import { defineSuite } from '../suite.ts';
import { keptFindings } from './learning/findings.ts';
import { type Figures, type ScenarioName, scenarios } from './learning/scenarios.ts';

const seeds = 10;

/** Bounds of figures: at least, or at most; `noise`: the interval must hold it. */
const ExpectedFigures = z.record(
  z.string(),
  z.union([
    z.strictObject({ atLeast: z.number() }),
    z.strictObject({ atMost: z.number() }),
    z.strictObject({ between: z.tuple([z.number(), z.number()]) }),
    z.strictObject({ noise: z.number() }),
  ]),
);
type ExpectedFigures = z.infer<typeof ExpectedFigures>;

const figures: Evaluator<ExpectedFigures, Figures> = {
  name: 'figures',
  description: 'Every figure is within its bounds.',
  evaluate({ expected, output }) {
    const wrong = Object.entries(expected).flatMap(([name, bound]) => {
      const found = output[name];
      if (found === undefined) return [`there is no figure ${name}`];
      return isWithin(found, bound)
        ? []
        : [`${name} is ${inWords(found)}, and should be ${JSON.stringify(bound)}`];
    });
    return {
      value: wrong.length === 0,
      reason: wrong.length === 0 ? `${Object.keys(expected).length} figures hold.` : `${wrong.join('; ')}.`,
    };
  },
};

/** Do recommendations follow what developers accept, and nothing else? Simulated developers with hidden preferences judge findings of real code. */
export const learning = defineSuite<ExpectedFigures, Figures>({
  name: 'learning',
  description:
    'Recommendations that learn, judged by simulated developers: lift, calibration, noise, poisoning.',
  dataset: 'learning.jsonl',
  expected: ExpectedFigures,
  evaluators: [figures],
  async prepare({ signal }) {
    const findings = keptFindings();
    return {
      async run(input) {
        const scenario = scenarios[input as ScenarioName];
        if (scenario === undefined)
          throw new InputError(
            'unknown-scenario',
            `There is no scenario "${input}"; there are ${Object.keys(scenarios).join(', ')}.`,
          );
        return { output: await scenario({ findings, seeds, signal }), decidedBy: 'policy' };
      },
      close: async () => {},
    };
  },
  summarise: (outcomes) => ({
    figures: Object.fromEntries(
      outcomes.map(({ input, output }) => [
        input,
        output &&
          Object.fromEntries(
            Object.entries(output).map(([name, { mean, low, high }]) => [
              name,
              { mean: rounded(mean), low: rounded(low), high: rounded(high) },
            ]),
          ),
      ]),
    ),
  }),
});

function isWithin({ mean, low, high }: Figures[string], bound: ExpectedFigures[string]): boolean {
  if ('atLeast' in bound) return mean >= bound.atLeast;
  if ('atMost' in bound) return mean <= bound.atMost;
  if ('between' in bound) return mean >= bound.between[0] && mean <= bound.between[1];
  return low <= bound.noise && bound.noise <= high;
}

function inWords({ mean, low, high }: Figures[string]): string {
  return `${rounded(mean)} (${rounded(low)} to ${rounded(high)})`;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
