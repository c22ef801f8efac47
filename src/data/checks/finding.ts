/** Something about a table that a person should know before training. */
export interface TableFinding {
  /** Stable and kebab-case. */
  code: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  column: string | null;
  /** What is wrong and what to do. */
  message: string;
  /** The figures that it rests on. */
  evidence: Readonly<Record<string, number | string | boolean>>;
}
