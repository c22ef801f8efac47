import type { Target } from '../../train/index.ts';
import type { Column, Table } from '../table.ts';
import { findingsOf, type TableFinding } from './finding.ts';
import { inSlices, type Turns } from './turns.ts';

const rowsPerClass = 10;

/** Whether a target can be learned: missing values, one class only, classes of few rows. `target`: null where it is missing everywhere. */
export async function targetFindings(
  table: Table,
  goal: Column,
  target: Target | null,
  turns: Turns,
): Promise<TableFinding[]> {
  const { name, missing } = goal;
  const { findings, add } = findingsOf(name);
  if (missing === table.rows || target === null) {
    add(
      'target-missing',
      'critical',
      `The target ${name} is missing in every row: there is nothing to learn.`,
      { missing },
    );
    return findings;
  }
  if (missing > 0)
    add(
      'target-missing',
      'medium',
      `The target ${name} is missing in ${missing} of ${table.rows} rows; they can't be learned from. Leave them out.`,
      {
        missing,
        share: missing / table.rows,
      },
    );
  if (target.task === 'regression') return findings;
  const rowsOf = new Int32Array(target.classes.length);
  await inSlices(table.rows, turns, (from, to) => {
    for (let row = from; row < to; row++) if (target.codes[row]! >= 0) rowsOf[target.codes[row]!]!++;
    return undefined;
  });
  const counts = [...rowsOf.entries()].filter(([, count]) => count > 0);
  if (counts.length < 2)
    add(
      'target-constant',
      'critical',
      `The target ${name} has one value only: there is nothing to tell apart.`,
      { classes: counts.length },
    );
  else
    for (const [code, count] of counts)
      if (count < rowsPerClass)
        add(
          'few-rows-in-class',
          count < 2 ? 'high' : 'medium',
          `Class ${target.classes[code]} of ${name} has ${count} rows, too few to learn and judge by. Gather more, or merge classes.`,
          { class: target.classes[code]!, count },
        );
  return findings;
}
