/** How figures are written in the agents' Markdown. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** "1,234". */
export function integer(value: number): string {
  return whole.format(value);
}

/** A number with as many places as help: "12.3", "1,234". */
export function decimal(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) >= 100 ? integer(value) : String(Math.round(value * 100) / 100);
}

/** A share from 0 to 1 as "12.5%"; a dash where there is none. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 1000) / 10}%`;
}

/** USD: "$0.00", "$0.0012". */
export function usd(value: number): string {
  return `$${value.toFixed(value > 0 && value < 0.01 ? 4 : 2)}`;
}

/** "1 file", "12 files". */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${integer(value)} ${value === 1 ? singular : plural}`;
}

/** Text as code in Markdown, whatever backticks it holds. */
export function inlineCode(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.includes('`') ? `\`\` ${oneLine} \`\`` : `\`${oneLine}\``;
}

/** A Markdown table; a bar in a cell does not end it. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom = 1,
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, index) => (index >= numbersFrom ? '---:' : '---'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
