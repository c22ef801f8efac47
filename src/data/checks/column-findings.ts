import type { Column } from '../table.ts';
import { findingsOf, type TableFinding } from './finding.ts';
import { inSlices, type Turns } from './turns.ts';

const nearConstantShare = 0.995;
/** By so much the share in some thousand rows may be below that of all. */
const sampleError = 0.005;
const mostlyMissingShare = 0.95;
/** Words of names that are known only after what is to be predicted. */
const afterwards =
  /(^|_)(after|afterwards|outcome|result|final|actual|closed|resolved|cancell?ed|post|future)(_|$)/;

/** What a column's counts, kind and name say against it. `sampled`: the same column in rows that stand for all. */
export async function columnFindings(
  rows: number,
  column: Column,
  sampled: Column,
  hasTarget: boolean,
  turns: Turns,
): Promise<TableFinding[]> {
  const { name, kind, missing } = column;
  const { findings, add } = findingsOf(name);
  if (rows === 0) return findings;
  const share = missing / rows;
  if (share >= mostlyMissingShare)
    add('mostly-missing', 'low', `${name} is missing in ${(share * 100).toFixed(1)}% of the rows.`, {
      missing,
      share,
    });
  else if (kind === 'constant')
    add('constant', 'low', `${name} has one value only and tells nothing; leave it out.`, {
      rows,
    });
  else {
    const { count, value } = await commonest(column, sampled, turns);
    if (count / rows >= nearConstantShare)
      add(
        'near-constant',
        'low',
        `${name} is ${value} in ${((100 * count) / rows).toFixed(2)}% of the rows.`,
        { count, value },
      );
  }
  if (kind === 'identifier' && hasTarget)
    add(
      'identifier',
      'medium',
      `${name} names rows rather than describing them: a model would learn it by heart. Leave it out, or split by it as a group.`,
      { kind },
    );
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s.-]+/g, '_')
    .toLowerCase();
  if (hasTarget && afterwards.test(words))
    add(
      'known-afterwards',
      'medium',
      `${name} sounds like something known only after the fact. If so, leave it out.`,
      { name },
    );
  if (kind === 'datetime' && column.type === 'numbers')
    findings.push(...(await oddTimes(name, column.values, turns)));
  return findings;
}

/**
 * The value that most rows have, and how often all rows have it; of values that are not near constant in a few rows the count in those. A value that less than half of the rows
 * have is found or not, which is all the same here: so one vote over the rows does without counting each value.
 */
async function commonest(
  column: Column,
  sampled: Column,
  turns: Turns,
): Promise<{ count: number; value: string }> {
  const few = sampled.type === 'numbers' ? sampled.values : sampled.codes;
  const isMissing = (value: number) => Number.isNaN(value) || (column.type === 'texts' && value < 0);
  let [votes, best] = [0, Number.NaN];
  await inSlices(few.length, turns, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = few[row]!;
      if (isMissing(value)) continue;
      if (votes === 0) best = value;
      votes += value === best ? 1 : -1;
    }
    return undefined;
  });
  let count = 0;
  for (const value of few) if (value === best) count++;
  if (count === 0) return { count, value: '' };
  const value = sampled.type === 'texts' ? sampled.dictionary[best]! : String(best);
  if (sampled === column || count / few.length < nearConstantShare - sampleError) return { count, value };
  const wanted = column.type === 'texts' ? column.dictionary.indexOf(value) : best;
  const all = column.type === 'numbers' ? column.values : column.codes;
  let total = 0;
  await inSlices(all.length, turns, (from, to) => {
    for (let row = from; row < to; row++) if (all[row] === wanted) total++;
    return undefined;
  });
  return { count: total, value };
}

/** Years that a table of our days hardly means: before 1900 and after 2100. */
async function oddTimes(name: string, times: Float64Array, turns: Turns): Promise<TableFinding[]> {
  const [from, to] = [Date.UTC(1900, 0, 1), Date.UTC(2101, 0, 1)];
  let [count, first] = [0, -1];
  await inSlices(times.length, turns, (start, end) => {
    for (let row = start; row < end; row++)
      if (times[row]! < from || times[row]! >= to) {
        if (count === 0) first = row;
        count++;
      }
    return undefined;
  });
  if (count === 0) return [];
  const example = new Date(times[first]!).toISOString().slice(0, 10);
  const message = `${name} has ${count} dates before 1900 or after 2100, the first ${example} in row ${first + 1}; such dates often stand for none.`;
  return [
    {
      code: 'impossible-dates',
      severity: 'medium',
      column: name,
      message,
      evidence: { count, row: first + 1, value: example },
    },
  ];
}
