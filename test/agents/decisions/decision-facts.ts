import type { ColumnFact, DataFacts } from '../../../agents/decisions/data-facts.ts';
import type { SendBackFacts } from '../../../agents/decisions/send-back.ts';

/** A column of numbers or categories without gaps. */
export function columnFact(name: string, kind: ColumnFact['kind'], distinct: number): ColumnFact {
  return { name, kind, missingShare: 0, distinct };
}

/** Facts of a table of a thousand customers, a fifth of whom have left. */
export function customerFacts(parts: Partial<DataFacts> = {}): DataFacts {
  return {
    rows: 1_000,
    target: 'churned',
    task: 'binary',
    classes: [
      { name: 'no', rows: 800 },
      { name: 'yes', rows: 200 },
    ],
    rarestShare: 0.2,
    targetSkew: null,
    targetIsNonNegative: null,
    columns: [
      columnFact('age', 'numeric', 60),
      columnFact('income', 'numeric', 900),
      columnFact('city', 'categorical', 40),
    ],
    ...parts,
  };
}

/** A judgement in which nothing was found. */
export const nothingFound: SendBackFacts = {
  leaks: [],
  overfitting: null,
  calibrationErrorLow: null,
  fairnessGapLow: null,
  overBaseline: null,
  overLive: null,
  sentBack: 0,
  atMost: 2,
};
