import { expect, test } from 'vitest';
import { reviewByModel } from '../../evals/suites/review/model-reviewer.ts';
import { Config } from '../../src/config/index.ts';
import { startScriptedModels } from '../fakes/scripted-models.ts';

const code =
  'function average(values) {\n  let sum = 0;\n  for (const value of values) sum += value;\n  return sum / values.length;\n}\n';
const finding = {
  line: 4,
  endLine: 4,
  quote: 'return sum / values.length;',
  category: 'reliability',
  severity: 'medium',
  title: 'Division by zero for an empty list',
  message: 'For an empty `values` this divides by its length and gives NaN.',
  suggestion: null,
};

test('a model’s findings are scored with the rules’, once they stood against the second pass', async () => {
  const { models } = await startScriptedModels([
    { json: { findings: [finding] } },
    {
      json: { verdict: 'stands', quote: 'return sum / values.length;', reason: 'Nothing checks the length.' },
    },
    { json: { lead: [], text: 'Look at the division.' } },
  ]);
  const review = reviewByModel({ models, config: Config.parse({}), signal: new AbortController().signal });
  const { remarks } = await review(code, 'javascript');
  expect(remarks).toMatchObject([{ line: 4, endLine: 4, category: 'reliability' }]);
});
