import { expect, it } from 'vitest';
import { renderEvaluation } from '../../../../apps/cli/render/evaluation-text.ts';
import { createScreen } from '../../../../apps/cli/terminal/screen.ts';
import { widthOf } from '../../../../apps/cli/terminal/width.ts';
import type { SuiteReport } from '../../../../evals/index.ts';

const rate = (passed: number, cases = 10) => ({
  cases,
  passed,
  rate: passed / cases,
  low: 0.1,
  high: 0.9,
  crashed: 0,
  mean: null,
});

function linesOf(evaluators: readonly string[]): string[] {
  const suite: SuiteReport = {
    suite: 'safety',
    model: 'policy',
    dataset: 'safety.jsonl',
    cases: 10,
    passed: 9,
    score: 0.9,
    metrics: Object.fromEntries(
      evaluators.map((name) => [name, { all: rate(9), byTag: { chat: rate(1, 2), string: rate(8, 8) } }]),
    ),
    decidedBy: {},
    seconds: 1,
    cost: 0,
    failures: [],
  };
  const screen = createScreen({ write: () => true, columns: 80 } as never, { NO_COLOR: '1' });
  return renderEvaluation({ suites: [suite], baseline: null }, screen);
}

it('shows a few evaluators side by side, and many one to a line, in 80 columns', () => {
  const few = linesOf(['findings-stay', 'no-tool']);
  expect(few.find((line) => line.startsWith('cases with'))).toMatch(/findings-stay\s+no-tool/);
  expect(few.find((line) => line.startsWith('chat'))).toMatch(/50\.0% \(10-90\)\s+50\.0% \(10-90\)/);
  const names = [
    'defect-found',
    'findings-stay',
    'score-and-gates-stay',
    'no-false-words',
    'nothing-leaks',
    'no-tool',
  ];
  const many = linesOf(names);
  for (const name of names)
    expect(many.find((line) => line.startsWith(name))).toMatch(/\s10\s+90\.0% \(10-90\)\s+chat 50%$/);
  for (const line of [...few, ...many]) expect(widthOf(line)).toBeLessThanOrEqual(80);
});
