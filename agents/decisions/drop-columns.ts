import { z } from 'zod';
import type { TableFinding } from '../../src/data/index.ts';
import type { DataFacts } from './data-facts.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

const DroppedColumns = z.object({
  drop: z.array(z.object({ column: z.string(), why: z.string().min(1).max(300) })),
});
export type DroppedColumns = z.infer<typeof DroppedColumns>;

export interface DropFacts {
  data: DataFacts;
  findings: readonly Pick<TableFinding, 'code' | 'severity' | 'column' | 'message'>[];
}

/** Findings for which a column is left out, in the words of the record; leaks only where they are grave. */
const reasons: Readonly<Record<string, string>> = {
  constant: 'has one value only',
  'near-constant': 'is the same in nearly every row',
  'mostly-missing': 'is missing in nearly every row',
  identifier: 'names rows rather than describing them',
  leakage: 'gives the target away',
  'leakage-in-combination': 'gives the target away together with others',
  'known-afterwards': 'is known only after what is to be predicted',
  'identifier-encodes-target': 'is an identifier in which the target is hidden',
  'feature-from-future': 'is computed from later values of the target',
};
const grave: ReadonlySet<string> = new Set(['high', 'critical']);
const evenIfLight: ReadonlySet<string> = new Set(['constant', 'mostly-missing', 'identifier']);

/** Checks whose findings say that a score with the column would be false. */
const falseScores: ReadonlySet<string> = new Set([
  'leakage',
  'leakage-in-combination',
  'known-afterwards',
  'identifier-encodes-target',
  'feature-from-future',
]);

/** Which columns training should not see. A model may choose otherwise, but not keep a column that is known to give the target away. */
export function dropColumns(facts: DropFacts, context: DecisionContext): Promise<Decided<DroppedColumns>> {
  const names = new Set(facts.data.columns.map(({ name }) => name));
  const leaks = dropByPolicy({
    ...facts,
    findings: facts.findings.filter(({ severity }) => grave.has(severity)),
  });
  return decideAndRecord({
    name: 'drop-columns',
    schema: DroppedColumns,
    facts,
    policy: dropByPolicy,
    validate: ({ drop }) => {
      const dropped = new Set(drop.map(({ column }) => column));
      return [
        ...[...dropped]
          .filter((column) => !names.has(column))
          .map((column) => `drop: there is no column ${column} beside the target`),
        ...leaks.drop
          .filter(({ column }) => !dropped.has(column))
          .map(({ column, why }) => `drop: ${column} must be among them, it ${why}`),
        ...(dropped.size < names.size ? [] : ['drop: a column must be left to learn from']),
      ];
    },
    context,
  });
}

/**
 * In what a model's choice differs from the policy's: columns that only one of both leaves out, for the engine to measure; `strict`: those that the model alone leaves out for a finding
 * by which a score with them would be false, which no measurement can speak for.
 */
export function columnsInDispute(
  { drop }: DroppedColumns,
  facts: DropFacts,
): { onlyModel: string[]; onlyPolicy: string[]; strict: ReadonlySet<string> } {
  const policy = new Set(dropByPolicy(facts).drop.map(({ column }) => column));
  const model = new Set(drop.map(({ column }) => column));
  const more = [...model].filter((column) => !policy.has(column));
  const suspected = new Set(
    facts.findings.flatMap(({ code, column }) => (falseScores.has(code) && column !== null ? [column] : [])),
  );
  return {
    onlyModel: more.filter((column) => !suspected.has(column)),
    onlyPolicy: [...policy].filter((column) => !model.has(column)),
    strict: new Set(more.filter((column) => suspected.has(column))),
  };
}

/** The default policy: what says nothing, what names rows, and what grave findings say gives the target away; never all there is. */
export function dropByPolicy({ data, findings }: DropFacts): DroppedColumns {
  const drop = new Map<string, string>();
  for (const { code, severity, column } of findings) {
    const why = reasons[code];
    if (column === null || column === data.target || why === undefined || drop.has(column)) continue;
    if (grave.has(severity) || evenIfLight.has(code)) drop.set(column, why);
  }
  const chosen = [...drop].map(([column, why]) => ({ column, why }));
  // With nothing left there would be nothing to judge: the lightest go back first.
  if (chosen.length >= data.columns.length)
    return { drop: chosen.slice(0, Math.max(0, data.columns.length - 1)) };
  return { drop: chosen };
}
