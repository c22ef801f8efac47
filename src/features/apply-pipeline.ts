import type { Table } from '../data/index.ts';
import type { FeatureMatrix } from '../train/index.ts';
import { applyOperation } from './operations/apply-operation.ts';
import type { Value } from './operations/operation.ts';
import type { Pipeline } from './pipeline.ts';
import { columnsByName, readExpected } from './read-columns.ts';

/**
 * The features of a table's rows. Columns may stand in any order, and those that the pipeline doesn't know are left alone; no rows give no rows.
 *
 * @throws InputError `missing-column`, `retyped-column`
 */
export function applyPipeline({ inputs, nodes, outputs }: Pipeline, table: Table): FeatureMatrix {
  const columns = columnsByName(table);
  const values: Value[] = inputs.map((input) => readExpected(columns, input));
  for (const node of nodes)
    for (const made of applyOperation(
      node.operation,
      node.inputs.map((input) => values[input]!),
    ))
      values.push(made);
  return {
    rows: table.rows,
    names: outputs.map(({ name }) => name),
    columns: outputs.map(({ value }) => numbersAt(values, value)),
    categories: outputs.map(({ categories }) => categories),
  };
}

function numbersAt(values: readonly Value[], place: number): Float64Array {
  const value = values[place];
  if (value?.type !== 'numbers') throw new TypeError('A feature of the pipeline is not of numbers.');
  return value.values;
}
