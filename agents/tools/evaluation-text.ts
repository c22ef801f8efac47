import type { Evaluation, Fairness, FairnessGap, Interval } from '../../src/evaluate/index.ts';
import { snakeName } from '../../src/train/index.ts';
import { counted, inlineCode, integer, percent, table } from './figures.ts';

/** "0.8123 (0.7900 to 0.8300)". */
export function withInterval({ value, low, high }: Interval): string {
  return `${figure(value)} (${figure(low)} to ${figure(high)})`;
}

function figure(value: number): string {
  return Math.abs(value) >= 1_000 ? integer(value) : String(Number(value.toPrecision(4)));
}

/** What an evaluation says first: the score against the baseline, on how many rows. */
export function evaluationSummary({ metric, scores, rows, overBaseline }: Evaluation): string {
  const own = scores[metric];
  const score =
    own == null ? `no ${snakeName(metric)} can be computed` : `${snakeName(metric)} ${withInterval(own)}`;
  const against =
    overBaseline === null
      ? ''
      : `; against the baseline ${comparison(overBaseline.verdict)} by ${withInterval(overBaseline.improvement)}`;
  return `On ${counted(rows, 'row')}: ${score}${against}. Intervals are of 95%.`;
}

function comparison(verdict: string): string {
  return verdict === 'no difference beyond noise' ? 'no better beyond noise,' : verdict;
}

/** All of an evaluation as Markdown. */
export function evaluationText(name: string, evaluation: Evaluation): string {
  const { scores, overPrevious, calibration, threshold, overfitting, fairness, leftOut, classes } =
    evaluation;
  const parts = [
    `${inlineCode(name)} predicts ${inlineCode(evaluation.target)}. ${evaluationSummary(evaluation)}`,
  ];
  const skipped = leftOut.withoutTarget + leftOut.unknownClass;
  if (skipped > 0)
    parts.push(
      `${counted(skipped, 'row')} could not be judged by: ${leftOut.withoutTarget} without a target, ${leftOut.unknownClass} of classes that the model does not know.`,
    );
  const rows = Object.entries(scores).flatMap(([metric, found]) =>
    found == null
      ? []
      : [
          [
            snakeName(metric as keyof typeof scores),
            figure(found.value),
            figure(found.low),
            figure(found.high),
          ],
        ],
  );
  parts.push(table(['metric', 'score', 'low', 'high'], rows));
  if (overPrevious !== null)
    parts.push(
      `Against the earlier model on the same rows: ${overPrevious.verdict}, by ${withInterval(overPrevious.improvement)} (p ${figure(overPrevious.pValue)}).`,
    );
  if (calibration !== null) {
    const verdict =
      calibration.error.low > calibration.byChance * 1.5
        ? 'more than chance gives'
        : 'about what chance gives';
    parts.push(
      `Calibration: probabilities are off by ${withInterval(calibration.error)} in the mean, ${verdict} (${figure(calibration.byChance)}).`,
    );
  }
  if (threshold !== null) {
    const { best, current, goal } = threshold;
    const by = typeof goal === 'string' ? goal : 'the cost of errors';
    parts.push(
      `Threshold: from ${figure(current.threshold)} on (precision ${percent(current.precision)}, recall ${percent(current.recall)}); by ${by} ${figure(best.threshold)} would be best on these rows (precision ${percent(best.precision)}, recall ${percent(best.recall)}${best.cost === null ? '' : `, cost ${figure(best.cost)} a row against ${figure(current.cost ?? 0)}`}), for ${inlineCode(classes![1]!)}.`,
    );
  }
  parts.push(slicesText(evaluation));
  if (overfitting !== null)
    parts.push(
      `On rows that it learned from it scores ${figure(overfitting.training)}: better by ${withInterval(overfitting.gap)}.`,
    );
  for (const each of fairness) parts.push(fairnessText(each));
  return parts.join('\n\n');
}

/** Where a model fails most, as Markdown. */
export function slicesText({ slices }: Pick<Evaluation, 'slices'>): string {
  if (slices.slices.length === 0)
    return `No slice of the rows was found on which it fails more than elsewhere beyond chance, of ${integer(slices.tried)} tried.`;
  const rows = slices.slices.map(({ conditions, rows: count, share, score, effect, pValue }) => [
    conditions.map(({ column, condition }) => `${inlineCode(column)} ${condition}`).join(' and '),
    `${integer(count)} (${percent(share)})`,
    score === null ? '' : figure(score),
    effect.toFixed(2),
    pValue < 0.0001 ? '< 0.0001' : pValue.toFixed(4),
  ]);
  return `It fails most where (of ${integer(slices.tried)} slices tried, chance allowed for):\n\n${table(['slice', 'rows', snakeName(slices.metric), 'effect', 'p'], rows)}`;
}

/** How a model treats the groups of a column, as Markdown. */
export function fairnessText(fairness: Fairness): string {
  const { column, positive, groups, tooSmall } = fairness;
  const isClasses = positive !== null;
  const share = (value: number | null) => (value === null ? '' : percent(value));
  const rows = groups.map((group) => [
    group.group,
    integer(group.rows),
    isClasses ? percent(group.selectionRate) : figure(group.selectionRate),
    ...(isClasses ? [share(group.truePositiveRate), share(group.falsePositiveRate)] : []),
    isClasses ? percent(group.accuracy) : figure(group.accuracy),
    figure(group.bias),
  ]);
  const head = [
    'group',
    'rows',
    isClasses ? `taken for ${positive}` : 'mean prediction',
    ...(isClasses ? ['true positives', 'false positives'] : []),
    isClasses ? 'right' : 'mean absolute error',
    'bias',
  ];
  const gaps = (
    [
      ['demographic parity', fairness.demographicParity],
      ['equalized odds', fairness.equalizedOdds],
      ['equal opportunity', fairness.equalOpportunity],
      ['calibration', fairness.calibration],
    ] satisfies [string, FairnessGap | null][]
  ).flatMap(([name, gap]) =>
    gap === null
      ? []
      : [
          `- ${name}: gap ${withInterval(gap)}, ${gap.value > gap.byChance ? 'more than' : 'no more than'} chance gives (${figure(gap.byChance)})`,
        ],
  );
  const small =
    tooSmall.length === 0
      ? ''
      : `\n\nToo few rows to say: ${tooSmall.map(({ group, rows: count }) => `${group} (${count})`).join(', ')}.`;
  if (groups.length < 2)
    return `Groups of ${inlineCode(column)}: fewer than two have rows enough to be compared.${small}`;
  const ratio =
    fairness.selectionRatio === null
      ? ''
      : `\n- the least often taken group is so ${percent(fairness.selectionRatio)} as often as the most often taken one`;
  return `Groups of ${inlineCode(column)}:\n\n${table(head, rows)}\n\n${gaps.join('\n')}${ratio}${small}`;
}
