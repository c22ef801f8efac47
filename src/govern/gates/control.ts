/** What a control found. */
export interface ControlResult {
  /** Which: `metric rocAuc`, `latency`, … */
  control: string;
  status: 'pass' | 'fail' | 'not-applicable';
  /** What was found and what is asked for, in a sentence. */
  says: string;
  /** What it was judged by; plain JSON. */
  evidence: unknown;
}

/** A figure as people read it: four significant digits. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** The result of a control that has no evidence: what is asked for and not shown is not let through. */
export function unproven(control: string, without: string): ControlResult {
  return { control, status: 'fail', says: without, evidence: null };
}

/** Pass or fail. */
export function judged(control: string, passes: boolean, says: string, evidence: unknown): ControlResult {
  return { control, status: passes ? 'pass' : 'fail', says, evidence };
}
