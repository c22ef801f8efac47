import { InputError } from '../../errors/index.ts';
import type { Operation } from '../operations/operation.ts';
import type { Fitting } from './fitting.ts';
import { finiteSorted, quantileOf } from './statistics.ts';
import type { StepOptions } from './step.ts';

/**
 * The share of training rows below a value, as scikit-learn's QuantileTransformer has it: between references, and at a value that many of them
 * share, the middle of theirs.
 *
 * @throws InputError `unknown-column`, `wrong-kind`, `bad-option`
 */
export function fitQuantile(fitting: Fitting, { columns, quantiles = 256 }: StepOptions['quantile']): void {
  checkCount('quantiles', quantiles, 2);
  for (const name of columns) {
    const column = fitting.numbers(name);
    const sorted = finiteSorted(column.value.values);
    const count = Math.min(quantiles, Math.max(2, sorted.length));
    // Without a value in training all are in the middle.
    const references = Array.from({ length: count }, (_, at) => ({
      share: at / (count - 1),
      value: sorted.length === 0 ? 0 : quantileOf(sorted, at / (count - 1)),
    }));
    fitting.add(shareLines(references), [column], [{ name }]);
  }
}

function shareLines(
  references: readonly { share: number; value: number }[],
): Extract<Operation, { op: 'piecewise' }> {
  const knots: { value: number; low: number; high: number }[] = [];
  for (const { share, value } of references) {
    const last = knots.at(-1);
    if (last !== undefined && value <= last.value) last.high = share;
    else knots.push({ value, low: share, high: share });
  }
  const bases: number[] = [];
  const slopes: number[] = [];
  const origins: number[] = [];
  const line = (base: number, slope: number, origin: number): void => {
    bases.push(base);
    slopes.push(slope);
    origins.push(origin);
  };
  knots.forEach((knot, place) => {
    const before = knots[place - 1];
    if (before === undefined) line(0, 0, knot.value);
    else line(before.high, (knot.low - before.high) / (knot.value - before.value), before.value);
    const isFirst = place === 0;
    const isLast = place === knots.length - 1;
    // The outermost values are 0 and 1, however many rows share them.
    line(isFirst ? 0 : isLast ? 1 : (knot.low + knot.high) / 2, 0, knot.value);
  });
  line(1, 0, knots.at(-1)!.value);
  return { op: 'piecewise', knots: knots.map(({ value }) => value), origins, bases, slopes };
}

/** @throws InputError `unknown-column`, `wrong-kind`, `bad-option` */
export function fitBin(
  fitting: Fitting,
  { columns, bins = 8, strategy = 'quantile' }: StepOptions['bin'],
): void {
  checkCount('bins', bins, 2);
  for (const name of columns) {
    const column = fitting.numbers(name);
    const sorted = finiteSorted(column.value.values);
    const lowest = sorted[0] ?? 0;
    const highest = sorted.at(-1) ?? 0;
    const edges = Array.from({ length: bins - 1 }, (_, at) =>
      strategy === 'uniform'
        ? lowest + ((highest - lowest) * (at + 1)) / bins
        : sorted.length === 0
          ? 0
          : quantileOf(sorted, (at + 1) / bins),
    );
    // A bin that no training row could be in is none.
    const knots = [...new Set(edges)].filter((edge) => edge > lowest && edge < highest);
    const places = 2 * knots.length + 1;
    fitting.add(
      {
        op: 'piecewise',
        // Values are held to the outer knots, so there is one in the first bin too.
        knots: [lowest, ...knots],
        origins: new Array<number>(places + 2).fill(0),
        bases: [0, 0, ...Array.from({ length: places }, (_, place) => (place + 1) >> 1)],
        slopes: new Array<number>(places + 2).fill(0),
      },
      [column],
      [{ name: `${name}:bin` }],
    );
  }
}

/** @throws InputError `bad-option` */
export function checkCount(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new InputError(
    'bad-option',
    `Option ${option} is ${value}; it must be a whole number from ${least}.`,
    {
      details: { option, expected: `a whole number from ${least}`, found: value },
    },
  );
}
