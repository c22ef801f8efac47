/** What may stand beside the digits of a column's numbers: a percent sign, or the sign of a currency. Longer ones first, since one may end with another. */
const numberSigns = [
  ...['US$', 'CA$', 'AU$', 'NZ$', 'HK$', 'A$', 'C$', 'R$', '$', '€', '£', '¥', '₹', '₩', '₽', '₺', '₫'],
  ...['₪', '₱', '₴', '₦', '฿', 'USD', 'EUR', 'GBP', 'JPY', 'CHF', 'CNY', 'INR', 'AUD', 'CAD', 'NZD'],
  ...['SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'BRL', 'MXN', 'ZAR', 'zł', 'Kč', 'kr', '%'],
] as const;

/** Currencies of places where a point stands between thousands. */
const pointGroups = /^(€|EUR|R\$|BRL|₺|₫|kr|SEK|NOK|DKK|zł|PLN|Kč|CZK)$/;
const space = String.raw`[ \x{a0}\x{202f}]?`;
const signPattern = numberSigns.map(escaped).join('|');
const digits = String.raw`[\d.][\d.,'’ \x{a0}\x{202f}]*`;

interface SignPatterns {
  before: string;
  after: string;
  negative: string;
  zero: string;
}

/** The ways in which a number may stand with one of some signs, in the syntax that JavaScript and RE2 share; parentheses are a bookkeeper's minus. */
function patternsOf(sign: string): SignPatterns {
  return {
    before: `([+-]?)(${sign})${space}([+-]?${digits})`,
    after: `([+-]?${digits}?)${space}(${sign})`,
    negative: String.raw`\(((?:${sign})${space}${digits}|${digits}?${space}(?:${sign}))\)`,
    zero: `[+-]?0([.,]0+)?`,
  };
}

const anySign = patternsOf(signPattern);
const [before, after, negative] = [anySign.before, anySign.after, anySign.negative].map(asExpression);
const zero = asExpression(anySign.zero)!;

/** A number without the sign that stands beside it: `$1,000.50` is `1,000.50` and `$`. A bare zero is one in any unit, and its sign null. Null for all else. */
export function signedNumber(value: string): { sign: string | null; number: string } | null {
  if (zero.test(value)) return { sign: null, number: value };
  const inside = negative!.exec(value)?.[1];
  if (inside !== undefined) {
    const found = signedNumber(inside);
    return found === null || found.sign === null ? null : { ...found, number: `-${found.number}` };
  }
  const first = before!.exec(value);
  if (first !== null)
    return first[1] !== '' && /^[+-]/.test(first[3]!)
      ? null
      : { sign: first[2]!, number: first[1]! + first[3]! };
  const last = after!.exec(value);
  return last === null ? null : { sign: last[2]!, number: last[1]! };
}

/** The SQL for the text of a number without its sign. What does not stand so is a text that is no number. */
export function unsignedSql(text: string, sign: string): string {
  const own = patternsOf(escaped(sign));
  const is = (pattern: string) => `regexp_full_match(${text}, ${quoted(pattern)})`;
  const bare = `trim(replace(translate(${text}, chr(160) || chr(8239), '  '), ${quoted(sign)}, ''))`;
  // "- 5" is what is left of "-$ 5".
  const joined = String.raw`regexp_replace(${bare}, '^([+-]) +', '\1')`;
  const inside = `trim(replace(translate(translate(${text}, chr(160) || chr(8239), '  '), '()', ''), ${quoted(sign)}, ''))`;
  return `CASE WHEN ${is(own.zero)} THEN ${text} WHEN ${is(own.before)} OR ${is(own.after)} THEN ${joined} WHEN ${is(own.negative)} THEN '-' || ${inside} ELSE 'not a number: ' || ${text} END`;
}

/** Whether a sign names a currency rather than a share. */
export function isCurrency(sign: string): boolean {
  return sign !== '%';
}

/** Whether prices in the currency are written with points between thousands. */
export function hasPointGroups(sign: string): boolean {
  return pointGroups.test(sign);
}

/** What a sign is called in a sentence. */
export function signName(sign: string): string {
  return sign === '%' ? 'the percent sign' : `the sign ${JSON.stringify(sign)}`;
}

function escaped(text: string): string {
  return text.replace(/[$]/g, String.raw`\$`);
}

function asExpression(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern.replace(/\\x\{(\w+)\}/g, '\\u{$1}')})$`, 'u');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
