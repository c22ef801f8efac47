import { isErrorName } from '../train/index.ts';
import { type Html, html } from './html.ts';
import { figure, metricNames, signed, withInterval } from './numbers.ts';
import { table } from './parts.ts';
import type { FullReport } from './training-report.ts';

/** Scores of validation and test, the baseline's beside them. */
export function scoreSection({ scores, problem }: FullReport): Html {
  const { validation, test, baseline } = scores;
  const hasBaseline = baseline.length > 0;
  const level = [...test, ...validation].find(({ low }) => low !== undefined)?.level;
  const rows = metricNames(test, validation).map((name) => {
    const of = (list: typeof test) => list.find(({ metric }) => metric === name);
    const [onTest, onValidation, guessed] = [of(test), of(validation), of(baseline)];
    const gain = onTest?.value == null || guessed?.value == null ? null : onTest.value - guessed.value;
    const less = name === problem.metric ? problem.isLowerBetter : isErrorName(name);
    return {
      isBest: name === problem.metric,
      cells: [
        html`${name}${less ? html` <small>less is better</small>` : null}`,
        onTest === undefined ? '–' : withInterval(onTest),
        onValidation === undefined ? '–' : withInterval(onValidation),
        ...(hasBaseline
          ? [
              figure(guessed?.value),
              html`<span class="${gain === null || gain === 0 ? 'dim' : gain > 0 === !less ? 'good' : 'bad'}">${signed(gain)}</span>`,
            ]
          : []),
      ],
    };
  });
  const columns = [
    { title: 'metric' },
    { title: 'test', isNumber: true },
    { title: 'validation', isNumber: true },
    ...(hasBaseline
      ? [
          { title: 'baseline (test)', isNumber: true },
          { title: 'gain', isNumber: true },
        ]
      : []),
  ];
  return html`<p>Test rows were seen by nothing before this table. ${level === undefined ? null : `In brackets: ${Math.round(level * 100)}% intervals.`} The metric that was optimised is in bold.</p>${table(columns, rows)}`;
}
