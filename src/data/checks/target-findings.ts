import type { Target } from '../../train/index.ts';
import type { Column, Table } from '../table.ts';
import { findingsOf, type TableFinding } from './finding.ts';
import { inSlices, type Turns } from './turns.ts';

const rowsPerClass = 10;
/** Classes that are named. */
const namedAtMost = 3;

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
  else findings.push(...rareClasses(name, target.classes, counts));
  return findings;
}

/** Each by itself where they are few, else all of one row and all of several together: a text that is no class has a finding for each row otherwise. */
function rareClasses(
  name: string,
  classes: readonly string[],
  counts: readonly (readonly [number, number])[],
): TableFinding[] {
  const { findings, add } = findingsOf(name);
  const advice = 'too few to learn and judge by. Gather more, or merge classes.';
  const rare = counts.filter(([, count]) => count < rowsPerClass);
  const [single, several] = [rare.filter(([, count]) => count < 2), rare.filter(([, count]) => count >= 2)];
  if (rare.length <= namedAtMost)
    for (const [code, count] of rare)
      add(
        'few-rows-in-class',
        count < 2 ? 'high' : 'medium',
        `Class ${classes[code]} of ${name} has ${count === 1 ? 'one row' : `${count} rows`}, ${advice}`,
        { class: classes[code]!, count },
      );
  else
    for (const [some, severity, has] of [
      [single, 'high', 'one row'],
      [several, 'medium', `fewer than ${rowsPerClass} rows`],
    ] as const)
      if (some.length > 0)
        add(
          'few-rows-in-class',
          severity,
          `${some.length} of the ${counts.length} classes of ${name} have ${has} each (${some
            .slice(0, namedAtMost)
            .map(([code]) => classes[code])
            .join(', ')}${some.length > namedAtMost ? ', …' : ''}), ${advice}`,
          { classes: some.length, of: counts.length },
        );
  return findings;
}
