/** What a sentence may say, taken from what the engine computed. */
export interface Ground {
  /** Results and their texts, as JSON or plain text. */
  known: readonly string[];
}

const numberPattern = /\d[\d,_]*(?:\.\d+)?%?/g;

/**
 * What in a model's wording does not come from the results: numbers that no result holds (rounding and percent are allowed) and names in
 * backticks that occur nowhere. Empty: it says nothing that was not computed, as far as figures and names go.
 */
export function ungrounded(wording: string, ground: Ground): string[] {
  const known = ground.known.join('\n');
  const numbers = new Set((known.match(numberPattern) ?? []).map(numberIn));
  const wrongNumbers = (wording.match(numberPattern) ?? []).filter((written) => !isKnown(written, numbers));
  const names = [...wording.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!.trim());
  const wrongNames = names.filter((name) => !known.includes(name));
  return [
    ...wrongNumbers.map((written) => `the number ${written} is in none of the results`),
    ...wrongNames.map((name) => `\`${name}\` is in none of the results`),
  ];
}

function isKnown(written: string, numbers: ReadonlySet<number>): boolean {
  const isPercent = written.endsWith('%');
  const value = numberIn(written);
  if (numbers.has(value)) return true;
  const places = (written.replace('%', '').split('.')[1] ?? '').length;
  const precision = 10 ** places;
  const rounded = (number: number) => Math.round(number * precision) / precision;
  for (const number of numbers)
    if (rounded(number) === value || (isPercent && rounded(number * 100) === value)) return true;
  return false;
}

function numberIn(written: string): number {
  return Number(written.replaceAll(/[,_%]/g, ''));
}
