/**
 * Explanations: why a model says what it says of a row (Shapley values, exact where there is a way), which columns it needs, how it answers to a column,
 * and what would have to change. All of it runs in threads of its own.
 */

export type { ExplanationScale } from './additive.ts';
export type { Cell } from './cells.ts';
export type {
  ColumnChange,
  Counterexample,
  CounterexampleGoal,
  CounterexampleOptions,
  Counterexamples,
} from './counterexamples.ts';
export { nearestCounterexamples } from './counterexamples.ts';
export type { MatrixExplanations } from './explain-matrix.ts';
export { explainMatrix } from './explain-matrix.ts';
export type { ExplainOptions, RowExplanations } from './explain-rows.ts';
export { explainRows } from './explain-rows.ts';
export { rankColumns } from './importance.ts';
export type { Dependence, DependenceOptions } from './partial-dependence.ts';
export { partialDependence } from './partial-dependence.ts';
