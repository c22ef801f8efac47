import { InputError } from '../../errors/index.ts';
import { partNames } from '../operations/calendar.ts';
import { dateParts } from '../operations/operation.ts';
import type { Fitting } from './fitting.ts';
import type { StepOptions } from './step.ts';

/** @throws InputError `unknown-column`, `wrong-kind`, `bad-option` */
export function fitDateParts(
  fitting: Fitting,
  { columns, parts = ['year', 'month', 'day', 'weekday', 'hour', 'elapsedDays'] }: StepOptions['dateParts'],
): void {
  const unknown = parts.find((part) => !dateParts.includes(part));
  if (unknown !== undefined)
    throw new InputError(
      'bad-option',
      `There is no date part "${unknown}"; there are ${dateParts.join(', ')}.`,
    );
  for (const name of columns)
    fitting.add(
      { op: 'date-parts', parts },
      [fitting.numbers(name)],
      parts.flatMap(partNames).map((part) => ({ name: `${name}:${part}` })),
    );
}
