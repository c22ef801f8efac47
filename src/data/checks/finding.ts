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

/** Findings about one column, put in one by one. */
export function findingsOf(column: string): {
  findings: TableFinding[];
  add(
    code: string,
    severity: TableFinding['severity'],
    message: string,
    evidence: TableFinding['evidence'],
  ): void;
} {
  const findings: TableFinding[] = [];
  return {
    findings,
    add: (code, severity, message, evidence) => {
      findings.push({ code, severity, column, message, evidence });
    },
  };
}
