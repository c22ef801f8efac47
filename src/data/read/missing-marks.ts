/** What stands for a missing value in any column, beside nothing at all. */
export const missingMarks = ['NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', 'NULL', 'null', '?'] as const;

/** What stands for a missing number or time besides; among texts these may be values (`none` of a choice). */
export const missingNumberMarks = [
  ...missingMarks,
  'na',
  'Na',
  'Null',
  'NAN',
  'None',
  'none',
  'nil',
  'missing',
  'unknown',
  '-',
  '--',
  '.',
] as const;

const ofTexts: ReadonlySet<string> = new Set(missingMarks);
const ofNumbers: ReadonlySet<string> = new Set(missingNumberMarks);

/** Whether a value, without spaces around it, stands for a missing one in a column of that type. */
export function isMissingMark(value: string, type: 'text' | 'number'): boolean {
  return value === '' || (type === 'text' ? ofTexts : ofNumbers).has(value);
}
