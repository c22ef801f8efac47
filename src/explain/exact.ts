import type { TrainedModel } from '../artifact/index.ts';
import type { Table } from '../data/index.ts';
import { applyPipeline, type Pipeline } from '../features/index.ts';
import { alignColumns, type FeatureMatrix } from '../train/index.ts';
import type { AdditiveModel, AdditiveTerm } from './additive.ts';
import { additiveShap } from './additive-shap.ts';

/** Where a thread puts what it finds of its rows: by output a number a row and raw column, and what the model says of each row. */
export interface ExactResult {
  contributions: Float64Array[];
  margins: Float64Array[];
}

/** The raw columns that a trained model reads, the first member's first. */
export function rawColumnsOf({ members }: TrainedModel): string[] {
  return [...new Set(members.flatMap(({ pipeline }) => pipeline.inputs.map(({ name }) => name)))];
}

/**
 * Exact contributions of raw columns to a table's rows, from row `first` of the result on; gives the base. A feature's contribution goes to
 * the column that it comes from; where there are several, in equal parts.
 */
export function explainExactly(options: {
  trained: TrainedModel;
  additive: AdditiveModel;
  table: Table;
  columns: readonly string[];
  first: number;
  into: ExactResult;
}): Float64Array {
  const { trained, additive, table, columns, first, into } = options;
  const base = Float64Array.from(additive.constants);
  const width = columns.length;
  for (const [output, margins] of into.margins.entries())
    margins.fill(additive.constants[output]!, first, first + table.rows);
  const matrices = new Map<Pipeline, FeatureMatrix>();
  for (const { member, features, terms } of groupsOf(additive.terms)) {
    const { pipeline } = trained.members[member]!;
    const whole = matrices.get(pipeline) ?? applyPipeline(pipeline, table);
    matrices.set(pipeline, whole);
    const matrix = alignColumns(whole, features);
    const found = additiveShap({ ...additive, constants: additive.constants.map(() => 0), terms }, matrix);
    const shares = sharesOf(pipeline, features, columns);
    found.values.forEach((values, output) => {
      base[output]! += found.base[output]!;
      const contributions = into.contributions[output]!;
      const margins = into.margins[output]!;
      for (let row = 0; row < table.rows; row++) {
        const to = (first + row) * width;
        margins[first + row]! += found.margins[output]![row]!;
        for (let feature = 0; feature < features.length; feature++) {
          const value = values[row * features.length + feature]!;
          if (value === 0) continue;
          for (const column of shares[feature]!)
            contributions[to + column]! += value / shares[feature]!.length;
        }
      }
    });
  }
  return base;
}

/** Terms that number their features alike. */
function groupsOf(
  terms: readonly AdditiveTerm[],
): { member: number; features: readonly string[]; terms: AdditiveTerm[] }[] {
  const groups: { member: number; features: readonly string[]; terms: AdditiveTerm[] }[] = [];
  for (const term of terms) {
    const own = groups.findLast(
      ({ member, features }) =>
        member === term.member && (features === term.features || isSame(features, term.features)),
    );
    if (own === undefined) groups.push({ member: term.member, features: term.features, terms: [term] });
    else own.terms.push(term);
  }
  return groups;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}

/** By feature: the places of the raw columns that it comes from. */
function sharesOf(pipeline: Pipeline, features: readonly string[], columns: readonly string[]): number[][] {
  const placeOf = new Map(columns.map((name, place) => [name, place]));
  const sourcesOf = new Map(pipeline.outputs.map(({ name, sources }) => [name, sources]));
  return features.map((name) => (sourcesOf.get(name) ?? []).map((source) => placeOf.get(source)!));
}
