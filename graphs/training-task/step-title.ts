import type { Step } from '../../src/features/index.ts';

const signs: Readonly<Record<string, string>> = { ratio: ' / ', product: ' × ', difference: ' − ' };

/** What a feature step makes, in a few words. */
export function titleOfStep(step: Step): string {
  if ('pairs' in step)
    return `${step.step}s ${shown(step.pairs.map((pair) => pair.join(signs[step.step] ?? ', ')))}`;
  const columns = shown(step.columns);
  if (step.step === 'groupStatistic') return `${step.statistic} of ${columns} by ${step.by}`;
  if (step.step === 'targetMean') return `mean of the target by ${columns}`;
  return `${step.step} of ${columns}`;
}

function shown(list: readonly string[]): string {
  return list.length <= 3 ? list.join(', ') : `${list.slice(0, 3).join(', ')} and ${list.length - 3} more`;
}
