/** A figure as people read it, with four digits that count; a dash where there is none. */
export function formatMetric(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : String(Number(value.toPrecision(4)));
}
