/** Ways of writing numbers that are told apart: by what groups thousands, and by what stands before decimals. */
export type NumberStyle = 'plain' | 'comma-groups' | 'decimal-comma' | 'space-groups' | 'apostrophe-groups';

/** The styles that a value could be; `1,234` could be either of two. */
export interface NumberShape {
  styles: readonly NumberStyle[];
}

/** How each style looks, in the syntax that JavaScript and RE2 share. */
export const stylePatterns: Readonly<Record<NumberStyle, string>> = {
  plain: String.raw`[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?`,
  'comma-groups': String.raw`[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?`,
  'decimal-comma': String.raw`[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?`,
  'space-groups': String.raw`[+-]?(\d+|\d{1,3}([ \x{a0}\x{202f}]\d{3})+)([.,]\d+)?`,
  'apostrophe-groups': String.raw`[+-]?(\d+|\d{1,3}(['’]\d{3})+)(\.\d+)?`,
};

const numberStyles = Object.keys(stylePatterns) as NumberStyle[];
const expressions = numberStyles.map(
  (style) =>
    [style, new RegExp(`^(?:${stylePatterns[style].replace(/\\x\{(\w+)\}/g, '\\u{$1}')})$`, 'u')] as const,
);
const plain = expressions[0]![1];
const infinite = /^[+-]?inf(inity)?$/i;

/**
 * The ways in which a text can be a number, or null. Not numbers: codes with a leading zero (`007`, postal codes), and whole numbers of more than 15
 * digits, which would lose their last ones.
 */
export function numberShapeOf(value: string): NumberShape | null {
  if (isCode(value)) return null;
  if (plain.test(value)) {
    // "1.234" is plain, and also grouped where commas are decimal.
    return { styles: expressions.filter(([, pattern]) => pattern.test(value)).map(([style]) => style) };
  }
  if (infinite.test(value)) return { styles: ['plain'] };
  if (!/\d/.test(value)) return null;
  const styles = expressions.filter(([, pattern]) => pattern.test(value)).map(([style]) => style);
  return styles.length > 0 ? { styles } : null;
}

/** Whether digits are a code rather than a number. */
export function isCode(value: string): boolean {
  return /^[+-]?0\d/.test(value) || /^[+-]?\d{16,}$/.test(value);
}

/** The SQL for the number in a text of that style; anything else is an error of DuckDB's. */
export function numberSql(text: string, style: NumberStyle): string {
  if (style === 'plain') return `CAST(${text} AS DOUBLE)`;
  const cleaned = {
    'comma-groups': `replace(${text}, ',', '')`,
    'decimal-comma': `replace(replace(${text}, '.', ''), ',', '.')`,
    'space-groups': String.raw`replace(regexp_replace(${text}, '[ \x{a0}\x{202f}]', '', 'g'), ',', '.')`,
    'apostrophe-groups': `regexp_replace(${text}, '[''’]', '', 'g')`,
  }[style];
  const pattern = stylePatterns[style].replaceAll("'", "''");
  return `CAST(CASE WHEN regexp_full_match(${text}, '${pattern}') THEN ${cleaned} ELSE 'not a number: ' || ${text} END AS DOUBLE)`;
}
