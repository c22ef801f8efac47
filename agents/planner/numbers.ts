const units = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

const words = new Map<string, number>([
  ...units.map((word, value): [string, number] => [word, value]),
  ...tens.map((word, index): [string, number] => [word, (index + 2) * 10]),
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1000],
]);

/** Source of a pattern for a number in digits or words: "90", "1,000", "1.5", "twenty five", "a hundred", "a couple of". */
export const numberPattern = (() => {
  const word = [...words.keys()].join('|');
  return String.raw`(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?k?|\.\d+|(?:(?:an?|${word})(?:[ -](?:and )?(?:${word}))*)|a couple(?: of)?|a few)\b`;
})();

/** The value of text that `numberPattern` matched, or null for what it is not ("a few" has no value). */
export function parseNumber(text: string): number | null {
  const lower = text.trim().toLowerCase();
  const digits = /^(\d[\d,]*(?:\.\d+)?|\.\d+)(k?)$/.exec(lower);
  if (digits) return Number(digits[1]!.replaceAll(',', '')) * (digits[2] ? 1000 : 1);
  if (/^a couple( of)?$/.test(lower)) return 2;
  let total = 0;
  let current = 0;
  let seen = false;
  for (const part of lower.split(/[ -]+/)) {
    if (part === 'and') continue;
    const value = part === 'a' || part === 'an' ? 1 : words.get(part);
    if (value === undefined) return null;
    seen = true;
    if (value === 12 && part === 'dozen') current = Math.max(1, current) * 12;
    else if (value === 100) current = Math.max(1, current) * 100;
    else if (value === 1000) {
      total += Math.max(1, current) * 1000;
      current = 0;
    } else current = part === 'a' || part === 'an' ? current : current + value;
  }
  if (!seen) return null;
  const value = total + current;
  return value === 0 && /^an?$/.test(lower) ? 1 : value;
}

const oddOrdinals: Readonly<Record<string, string>> = {
  first: 'one',
  second: 'two',
  third: 'three',
  fifth: 'five',
  eighth: 'eight',
  ninth: 'nine',
  twelfth: 'twelve',
};

/** The number in words of an ordinal in words: "twenty-first" is "twenty-one"; null for what is none. */
function cardinalOf(word: string): string | null {
  const begin = word.lastIndexOf('-') + 1;
  const last = word.slice(begin);
  const odd = oddOrdinals[last];
  const number =
    odd ?? (last.endsWith('ieth') ? `${last.slice(0, -4)}y` : last.endsWith('th') ? last.slice(0, -2) : null);
  return number === null ? null : word.slice(0, begin) + number;
}

/** The place, from 1, that an ordinal names ("second", "2nd", "twenty-first", "last" as -1), or null. */
export function parseOrdinal(word: string): number | null {
  if (word === 'last' || word === 'final') return -1;
  const digits = /^(\d+)(st|nd|rd|th)$/.exec(word);
  if (digits) return Number(digits[1]);
  const cardinal = cardinalOf(word);
  return cardinal === null ? null : parseNumber(cardinal);
}
