import { InputError } from '../../errors/index.ts';
import type { Value } from '../operations/operation.ts';
import type { Fitting } from './fitting.ts';
import { countCategories, deviation, finiteSorted, mean, mostFrequent, quantileOf } from './statistics.ts';
import type { StepOptions } from './step.ts';

/** @throws InputError `unknown-column`, `wrong-kind`, `bad-constant` */
export function fitImpute(
  fitting: Fitting,
  { columns, strategy, constant, indicator = false }: StepOptions['impute'],
): void {
  const found = columns.map((name) => fitting.column(name));
  const numeric = found.flatMap((column) =>
    column.value.type === 'numbers' ? [fitting.numbers(column.name)] : [],
  );
  const gaps = numeric.filter(({ value }) => value.values.some(Number.isNaN));
  if (indicator)
    fitting.add(
      { op: 'is-missing' },
      gaps,
      gaps.map(({ name }) => ({ name: `${name}:missing` })),
    );
  const values = numeric.map(({ name, value }) => fillOf(name, value, strategy, constant));
  fitting.add(
    { op: 'fill', values },
    numeric,
    numeric.map(({ name, kind }) => ({ name, kind })),
  );
  for (const column of found) {
    if (column.value.type !== 'texts') continue;
    const { name, kind } = column;
    if (indicator && column.value.codes.some((code) => code < 0))
      fitting.add(
        { op: 'encode', keys: { type: 'texts', values: [] }, table: [[0, 1]] },
        [column],
        [{ name: `${name}:missing` }],
      );
    fitting.add(
      { op: 'fill-text', text: textOf(fitting, name, strategy, constant) },
      [column],
      [{ name, kind }],
    );
  }
}

/** 0 for a column with no value at all. */
function fillOf(
  name: string,
  value: Extract<Value, { type: 'numbers' }>,
  strategy: StepOptions['impute']['strategy'],
  constant: number | string | undefined,
): number {
  if (strategy === 'constant') {
    if (typeof constant === 'number' && Number.isFinite(constant)) return constant;
    throw badConstant(name, 'a number', constant);
  }
  if (strategy === 'mostFrequent') return Number(mostFrequent(countCategories(value).counts, 1)[0]?.key ?? 0);
  const sorted = finiteSorted(value.values);
  const figure = strategy === 'mean' ? mean(sorted) : quantileOf(sorted, 0.5);
  return Number.isFinite(figure) ? figure : 0;
}

function textOf(
  fitting: Fitting,
  name: string,
  strategy: StepOptions['impute']['strategy'],
  constant: number | string | undefined,
): string {
  if (strategy === 'constant') {
    if (typeof constant === 'string' && constant !== '') return constant;
    throw badConstant(name, 'a text that is not empty', constant);
  }
  // Texts have no mean or median: asking for one is an error with the column's name.
  if (strategy !== 'mostFrequent') fitting.numbers(name);
  return String(mostFrequent(countCategories(fitting.texts(name).value).counts, 1)[0]?.key ?? '(missing)');
}

function badConstant(column: string, expected: string, found: unknown): InputError {
  return new InputError(
    'bad-constant',
    `Column "${column}" needs ${expected} as its constant, not ${String(found)}.`,
    {
      details: { column, expected, found: String(found) },
    },
  );
}

/** A column that never changes is only centred. @throws InputError `unknown-column`, `wrong-kind` */
export function fitScale(fitting: Fitting, { columns, method }: StepOptions['scale']): void {
  const found = columns.map((name) => fitting.numbers(name));
  const measured = found.map(({ value }) => {
    const sorted = finiteSorted(value.values);
    if (sorted.length === 0) return { center: 0, scale: 1 };
    const lowest = sorted[0]!;
    switch (method) {
      case 'standard':
        return { center: mean(sorted), scale: spreadOr1(deviation(sorted), mean(sorted)) };
      case 'robust':
        return {
          center: quantileOf(sorted, 0.5),
          scale: quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25) || 1,
        };
      default:
        return { center: lowest, scale: sorted.at(-1)! - lowest || 1 };
    }
  });
  fitting.add(
    {
      op: 'scale',
      centers: measured.map(({ center }) => center),
      scales: measured.map(({ scale }) => scale),
    },
    found,
    found.map(({ name }) => ({ name })),
  );
}

/** A spread that is only the rounding of the mean is none. */
function spreadOr1(spread: number, center: number): number {
  return spread > 1e-14 * Math.abs(center) ? spread : 1;
}

/** @throws InputError `unknown-column`, `wrong-kind` */
export function fitLog(fitting: Fitting, { columns }: StepOptions['log']): void {
  const found = columns.map((name) => fitting.numbers(name));
  fitting.add(
    { op: 'log' },
    found,
    found.map(({ name }) => ({ name })),
  );
}

/** @throws InputError `unknown-column`, `wrong-kind` */
export function fitPairs(
  fitting: Fitting,
  kind: 'difference' | 'ratio' | 'product',
  { pairs }: StepOptions['difference'],
): void {
  const sign = { difference: '-', ratio: '/', product: '*' }[kind];
  for (const [first, second] of pairs) {
    const inputs = [fitting.numbers(first), fitting.numbers(second)];
    const areTimes = inputs.every((input) => input.kind === 'datetime');
    fitting.add(
      kind === 'difference' ? { op: kind, divisor: areTimes ? 86_400_000 : 1 } : { op: kind },
      inputs,
      [{ name: `${first}${sign}${second}` }],
    );
  }
}
