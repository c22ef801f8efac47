import { type ColumnProfile, openTable, profileTable, type TableProfile } from '../../src/data/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { counted, decimal, inlineCode, integer, percent, table } from './figures.ts';
import { keepInMemory } from './keep-in-memory.ts';

const columnsShown = 40;
const pairsShown = 5;
const strong = 0.7;

/** What `profile_dataset` does: describes a table where it lies. */
export async function profileDataset(
  { data }: { data: string },
  context: ActionContext,
): Promise<ActionResult> {
  const open = await openTable(data, { workspace: context.workspace, exceeding: 'keep' }, true);
  try {
    const profile = await profileTable(open);
    const warnings = open.warnings.map(({ message }) => message);
    const text = profileText(data, profile, warnings);
    await keepInMemory(context, {
      namespace: 'data',
      key: data,
      text,
      metadata: { kind: 'data-sheet', data, rows: profile.rows },
      source: 'data-collector',
    });
    return {
      text,
      data: { ...profile, warnings },
      items: profile.columns.slice(0, 200).map((column) => ({
        id: column.name,
        title: `${column.name} (${column.kind})`,
        detail: columnText(column, profile),
      })),
      about: { data },
    };
  } finally {
    open.close();
  }
}

function profileText(data: string, profile: TableProfile, warnings: readonly string[]): string {
  const { rows, columns, duplicateRows, timeOrder } = profile;
  const missing = columns.reduce((sum, column) => sum + column.missing, 0);
  const parts = [
    `${inlineCode(data)} has ${counted(rows, 'row')} and ${counted(columns.length, 'column')}; ${percent(missing / Math.max(1, rows * columns.length))} of the values are missing${duplicateRows === null ? '' : `, ${counted(duplicateRows, 'row is a copy', 'rows are copies')} of an earlier one`}.`,
    table(
      ['column', 'kind', 'missing', 'distinct', 'values'],
      columns
        .slice(0, columnsShown)
        .map((column) => [
          inlineCode(column.name),
          column.kind,
          percent(column.missing / Math.max(1, rows)),
          integer(column.distinct),
          valuesOf(column),
        ]),
      2,
    ),
  ];
  if (columns.length > columnsShown)
    parts.push(`${columns.length - columnsShown} more columns are in the data.`);
  const pairs = strongest(profile);
  if (pairs.length > 0) parts.push(`Go together: ${pairs.join('; ')}.`);
  const ordered = timeOrder.filter(({ order }) => order !== 'none');
  if (ordered.length > 0)
    parts.push(
      `The rows are in the order of ${ordered.map(({ column, order }) => `${inlineCode(column)} (${order})`).join(', ')}.`,
    );
  if (warnings.length > 0)
    parts.push(`On reading it:\n${warnings.map((warning) => `- ${warning}`).join('\n')}`);
  return parts.join('\n\n');
}

function valuesOf({ kind, numbers, top, lengths }: ColumnProfile): string {
  if (kind === 'datetime' && numbers !== null) return `${day(numbers.least)} to ${day(numbers.greatest)}`;
  if (numbers !== null && kind !== 'boolean') {
    const outliers = numbers.outliers.count > 0 ? `, ${integer(numbers.outliers.count)} far out` : '';
    return `${figure(numbers.least)} to ${figure(numbers.greatest)}, median ${figure(numbers.quantiles['0.5']!)}${outliers}`;
  }
  if (top.length > 0)
    return top
      .slice(0, 3)
      .map(({ value, count }) => `${inlineCode(String(value).slice(0, 30))} ${integer(count)}`)
      .join(', ');
  return lengths === null ? '' : `${integer(lengths.least)} to ${integer(lengths.greatest)} characters`;
}

function day(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : '?';
}

function figure(value: number): string {
  return Math.abs(value) >= 1 || value === 0 ? decimal(value) : value.toPrecision(3);
}

function strongest({ correlations }: TableProfile): string[] {
  return [...correlations.spearman, ...correlations.cramersV]
    .filter(({ value }) => Math.abs(value) >= strong)
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, pairsShown)
    .map(({ one, other, value }) => `${inlineCode(one)} and ${inlineCode(other)} (${value.toFixed(2)})`);
}

function columnText(column: ColumnProfile, { rows, correlations }: TableProfile): string {
  const { name, kind, missing, distinct, numbers, top } = column;
  const lines = [
    `${inlineCode(name)} is ${kind}: ${counted(distinct, 'different value')}, missing in ${integer(missing)} of ${counted(rows, 'row')}.`,
  ];
  if (numbers !== null && kind !== 'boolean' && kind !== 'datetime') {
    const spread =
      numbers.standardDeviation === null ? '' : `, standard deviation ${figure(numbers.standardDeviation)}`;
    lines.push(
      `Mean ${figure(numbers.mean)}${spread}${numbers.skew === null ? '' : `, skew ${figure(numbers.skew)}`}; ${Object.entries(
        numbers.quantiles,
      )
        .map(([share, value]) => `${percent(Number(share))}: ${figure(value)}`)
        .join(', ')}.`,
    );
  }
  if (top.length > 0)
    lines.push(
      `Commonest: ${top.map(({ value, count }) => `${inlineCode(String(value).slice(0, 40))} (${integer(count)})`).join(', ')}.`,
    );
  const related = correlations.spearman.filter(
    ({ one, other, value }) => (one === name || other === name) && Math.abs(value) >= 0.3,
  );
  if (related.length > 0)
    lines.push(
      `Goes with ${related
        .toSorted((one, other) => Math.abs(other.value) - Math.abs(one.value))
        .slice(0, pairsShown)
        .map(({ one, other, value }) => `${inlineCode(one === name ? other : one)} (${value.toFixed(2)})`)
        .join(', ')}.`,
    );
  return lines.join('\n\n');
}
