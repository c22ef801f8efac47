import type { Table } from '../../src/data/index.ts';

/** The columns of free text: ONNX has no operator that reads them. */
export function freeTexts({ columns }: Pick<Table, 'columns'>, target: string): string[] {
  return columns.filter(({ name, kind }) => kind === 'text' && name !== target).map(({ name }) => name);
}

/** Whether a model is to be written as ONNX: yes, unless there are free texts to learn from, which cost more to leave out than that format is worth. */
export function isExportable({ table, problem }: { table: Table; problem: { target: string } }): boolean {
  return freeTexts(table, problem.target).length === 0;
}
