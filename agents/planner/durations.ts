import type { Claims } from './entities.ts';
import { numberPattern, parseNumber } from './numbers.ts';

const secondsByUnit: readonly [RegExp, number][] = [
  [/^(s|secs?|seconds?)$/, 1],
  [/^(m|mins?|minutes?)$/, 60],
  [/^(h|hrs?|hours?)$/, 3600],
  [/^(d|days?)$/, 86_400],
];

const unitPattern = '(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?)';
const shortUnit = '(?: ?[sh]|[md]|sec|secs|min|mins|hr|hrs)';
const half = '(?:half (?:an? )?|(?:a )?quarter (?:of )?an? |three[- ]quarters of an? |another )';

const compact = new RegExp(String.raw`(?<![\w.@-])(?:\d+(?:\.\d+)?${shortUnit}\s?)+(?![\w@-])`, 'gi');
const spoken = new RegExp(
  String.raw`(?<![\w.@-])(?:${half}|${numberPattern}(?: and (?:a half|a quarter))?[ -]?(?:(?:more|extra|additional|full|whole|other) )?)${unitPattern}\b(?: and (?:a half|a quarter)\b)?(?:(?:,| and)? ${numberPattern} ?${unitPattern}\b)*`,
  'gi',
);

function secondsOf(unit: string): number {
  const lower = unit.toLowerCase();
  return secondsByUnit.find(([pattern]) => pattern.test(lower))![1];
}

function fraction(text: string | undefined): number {
  if (text === undefined) return 0;
  return text.includes('quarter') ? 0.25 : 0.5;
}

const part = new RegExp(
  String.raw`(?:(?<half>${half})|(?<number>${numberPattern})(?<before> and (?:a half|a quarter))?[ -]?(?:(?:more|extra|additional|full|whole|other) )?)(?<unit>${unitPattern})\b(?<after> and (?:a half|a quarter)\b)?`,
  'gi',
);

/** Seconds of a duration in words, or null. */
function parseSpoken(text: string): number | null {
  let seconds = 0;
  for (const { groups } of text.matchAll(part)) {
    const unit = secondsOf(groups!.unit!);
    let amount: number;
    if (groups!.half) {
      amount = groups!.half.startsWith('three')
        ? 0.75
        : groups!.half.startsWith('another')
          ? 1
          : fraction(groups!.half);
    } else {
      const value = parseNumber(groups!.number!);
      if (value === null) return null;
      amount = value + fraction(groups!.before);
    }
    seconds += (amount + fraction(groups!.after)) * unit;
  }
  return seconds > 0 ? seconds : null;
}

function parseCompact(text: string): number {
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([a-z]+)/gi))
    seconds += Number(amount) * secondsOf(unit!);
  return seconds;
}

/** Claims every duration, in seconds: "90s", "1h30m", "ten minutes", "half an hour", "an hour and a half". */
export function claimDurations(claims: Claims): void {
  if (!/\d ?[smhd]|sec|min|hour|hr|day/i.test(claims.free)) return;
  for (const match of claims.free.matchAll(compact)) {
    const text = match[0].trimEnd();
    claims.claim(
      { start: match.index, end: match.index + text.length },
      { kind: 'duration', seconds: parseCompact(text) },
    );
  }
  for (const match of claims.free.matchAll(spoken)) {
    const seconds = parseSpoken(match[0]);
    if (seconds === null) continue;
    claims.claim({ start: match.index, end: match.index + match[0].length }, { kind: 'duration', seconds });
  }
}
