import { z } from 'zod';
import type { DataFacts } from './data-facts.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

const SplitChoice = z.object({
  by: z.enum(['random', 'class', 'value', 'group', 'time']),
  /** For `group` and `time`. */
  column: z.string().nullable(),
  why: z.string().min(1).max(300),
});
export type SplitChoice = z.infer<typeof SplitChoice>;

export interface SplitFacts {
  data: DataFacts;
  /** The time that rows depend on, so that what is near in time is alike; null where none was found. */
  timeColumn: string | null;
  /** A column whose values come back in many rows that belong together (customers, patients); null where none was found. */
  groupColumn: string | null;
}

/** How rows to judge by are set apart. */
export function chooseSplit(facts: SplitFacts, context: DecisionContext): Promise<Decided<SplitChoice>> {
  const names = new Set(facts.data.columns.map(({ name }) => name));
  return decideAndRecord({
    name: 'choose-split',
    schema: SplitChoice,
    facts,
    policy: splitByPolicy,
    validate: ({ by, column }) => {
      if (by !== 'group' && by !== 'time') return [];
      if (column === null || !names.has(column)) return [`column: ${by} needs a column of the table`];
      const { kind } = facts.data.columns.find(({ name }) => name === column)!;
      return by === 'time' && kind !== 'datetime' ? [`column: ${column} holds no times`] : [];
    },
    context,
  });
}

/** The default policy: by time where rows depend on it, else by group, else so that each part has the target alike. */
export function splitByPolicy({ data, timeColumn, groupColumn }: SplitFacts): SplitChoice {
  if (timeColumn !== null)
    return {
      by: 'time',
      column: timeColumn,
      why: `rows near in ${timeColumn} are alike, and the future is what is to be predicted`,
    };
  if (groupColumn !== null)
    return { by: 'group', column: groupColumn, why: `rows of one ${groupColumn} belong together` };
  return data.task === 'regression'
    ? { by: 'value', column: null, why: 'each part has large and small values alike' }
    : { by: 'class', column: null, why: 'each part has every class in the same share' };
}
