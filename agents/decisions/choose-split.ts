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

/** Fewer groups than that give no parts that are alike. */
const leastGroups = 30;

/** How rows to judge by are set apart. */
export function chooseSplit(facts: SplitFacts, context: DecisionContext): Promise<Decided<SplitChoice>> {
  const names = new Set(facts.data.columns.map(({ name }) => name));
  return decideAndRecord({
    name: 'choose-split',
    schema: SplitChoice,
    facts,
    policy: splitByPolicy,
    validate: ({ by, column }) => {
      const own = splitByPolicy(facts);
      // A model may be stricter than the policy; what it may not is have models judged by rows that are much like those they learned from.
      if (own.by === 'time' && by !== 'time') return [`by: rows depend on ${own.column}, so time must be it`];
      if (own.by === 'group' && by !== 'time' && (by !== 'group' || column !== own.column))
        return [`by: rows of one ${own.column} belong together, so group with that column must be it`];
      if (by !== 'group' && by !== 'time') return [];
      if (column === null || !names.has(column)) return [`column: ${by} needs a column of the table`];
      const { kind, distinct } = facts.data.columns.find(({ name }) => name === column)!;
      if (by === 'time')
        return kind === 'datetime' || column === own.column ? [] : [`column: ${column} holds no times`];
      return distinct < leastGroups
        ? [`column: ${column} has ${distinct} groups only, too few to tell apart`]
        : [];
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
