import type { OnnxGraph } from '../../onnx/index.ts';
import type { Keys } from '../operations/operation.ts';

/** Where a value lies in a graph: a column of a double matrix, or a string tensor of one column. */
export type GraphValue =
  | { type: 'numbers'; matrix: string; column: number; width: number }
  | { type: 'texts'; name: string };

/** A graph with the values of a pipeline in it, and the few nodes that its operations are written with. */
export class GraphValues {
  readonly graph: OnnxGraph;
  readonly values: GraphValue[] = [];
  readonly #positions = new Map<string, string>();

  constructor(graph: OnnxGraph) {
    this.graph = graph;
  }

  /** Takes the columns of a matrix as the next values. */
  pushMatrix(matrix: string, width: number): void {
    for (let column = 0; column < width; column++)
      this.values.push({ type: 'numbers', matrix, column, width });
  }

  text(at: number): string {
    const value = this.values[at];
    if (value?.type !== 'texts') throw new TypeError('An operation on texts was given numbers.');
    return value.name;
  }

  /** A matrix of these values. Values that are a whole matrix are that matrix; others are gathered. */
  matrixOf(places: readonly number[]): string {
    const runs: { matrix: string; width: number; columns: number[] }[] = [];
    for (const place of places) {
      const value = this.values[place];
      if (value?.type !== 'numbers') throw new TypeError('An operation on numbers was given texts.');
      const last = runs.at(-1);
      if (last?.matrix === value.matrix) last.columns.push(value.column);
      else runs.push({ ...value, columns: [value.column] });
    }
    const parts = runs.map(({ matrix, width, columns }) =>
      columns.length === width && columns.every((column, at) => column === at)
        ? matrix
        : this.node('Gather', [matrix, this.integers(columns)], { axis: { int: 1 } }),
    );
    return parts.length === 1 ? parts[0]! : this.node('Concat', parts, { axis: { int: 1 } });
  }

  /** A row of constants beside every row of a matrix. */
  row(values: readonly number[]): string {
    return this.graph.constant({ type: 'double', dims: [1, values.length], values });
  }

  integers(values: readonly number[]): string {
    return this.graph.constant({ type: 'int64', dims: [values.length], values });
  }

  node(
    operator: string,
    inputs: readonly string[],
    attributes: NonNullable<Parameters<OnnxGraph['node']>[2]>['attributes'] = {},
  ): string {
    return this.graph.node(operator, inputs, { attributes })[0]!;
  }

  toDouble(name: string): string {
    return this.node('Cast', [name], { to: { int: 11 } });
  }

  toInteger(name: string): string {
    return this.node('Cast', [name], { to: { int: 7 } });
  }

  /** Entries of a table (its rows for each position, beside each other) at positions [N, 1]. */
  entries(columns: readonly (readonly (number | null)[])[], positions: string): string {
    const length = columns[0]!.length;
    const values = new Float64Array(length * columns.length);
    columns.forEach((column, at) => {
      for (let place = 0; place < length; place++)
        values[place * columns.length + at] = column[place] ?? Number.NaN;
    });
    const table = this.graph.constant({ type: 'double', dims: [length, columns.length], values });
    const flat = this.node('Squeeze', [positions, this.integers([1])]);
    return this.node('Gather', [table, flat], { axis: { int: 0 } });
  }

  /** The position of each row's category among the keys, int64 [N, 1]; their number for another category, one more for a missing one. */
  positions(at: number, keys: Keys): string {
    const key = JSON.stringify([at, keys]);
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    const made =
      keys.type === 'texts' ? this.#textPositions(at, keys.values) : this.#numberPositions(at, keys.values);
    this.#positions.set(key, made);
    return made;
  }

  #textPositions(at: number, keys: readonly string[]): string {
    return this.graph.node('LabelEncoder', [this.text(at)], {
      domain: 'ai.onnx.ml',
      attributes: {
        keys_strings: { texts: [...keys, ''] },
        values_int64s: { ints: [...keys.map((_, place) => place), keys.length + 1] },
        default_int64: { int: keys.length },
      },
    })[0]!;
  }

  #numberPositions(at: number, keys: readonly number[]): string {
    const numbers = this.matrixOf([at]);
    const other = keys.length;
    let found = this.node('Where', [this.node('IsNaN', [numbers]), this.row([other + 1]), this.row([other])]);
    if (keys.length > 0) {
      const isKey = this.toDouble(this.node('Equal', [numbers, this.row(keys)]));
      const back = this.graph.constant({
        type: 'double',
        dims: [other, 1],
        values: keys.map((_, place) => place - other),
      });
      found = this.node('Add', [found, this.node('MatMul', [isKey, back])]);
    }
    return this.toInteger(found);
  }
}
