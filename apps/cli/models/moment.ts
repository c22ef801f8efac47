import { InputError } from '../../../src/errors/index.ts';

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * A moment as people give it: ISO 8601 (`2026-11-21`, `2026-11-21T10:00`, in local time where no zone is named), or how long ago (`90m`, `3h`, `2d`, `1w`).
 *
 * @throws InputError `bad-time`
 */
export function readMoment(text: string, now: Date): Date {
  const ago = /^(\d{1,6})([mhdw])(?: ago)?$/.exec(text.trim());
  if (ago !== null) return new Date(now.getTime() - Number(ago[1]) * units[ago[2]!]!);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isMoment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/.test(text);
  const moment = new Date(isDay ? `${text}T23:59:59.999` : text.replace(' ', 'T'));
  if ((isDay || isMoment) && !Number.isNaN(moment.getTime())) return moment;
  throw new InputError(
    'bad-time',
    `${JSON.stringify(text)} is no time: write 2026-11-21 (the end of that day), 2026-11-21T10:00, or how long ago: 90m, 3h, 2d, 1w.`,
    { details: { time: text } },
  );
}
