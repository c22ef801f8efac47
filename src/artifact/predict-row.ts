import { type Cell, type Pipeline, type RowPipeline, rowPipeline } from '../features/index.ts';
import { alignColumns, predictModel } from '../train/index.ts';
import { inputsOf } from './artifact-contents.ts';
import { concluded, type TablePredictions } from './predict-table.ts';
import type { TrainedModel } from './trained-model.ts';

/**
 * Prepares a trained model for single rows: what is returned takes a row's cells in the order of `inputsOf` (NaN or null where missing; numbers and texts as the inputs
 * say) and says the same as `predictTable` of a table with that one row. Nothing is looked up by name and hardly any memory taken for each row, so that no
 * row has to wait for what earlier ones have left behind.
 */
export function rowPrediction(trained: TrainedModel): (cells: readonly Cell[]) => TablePredictions {
  const placeOf = new Map(inputsOf(trained).map(({ name }, place) => [name, place]));
  const prepared = new Map<Pipeline, { own: Cell[]; places: Int32Array; rows: RowPipeline }>();
  for (const { pipeline } of trained.members) {
    if (prepared.has(pipeline)) continue;
    const places = Int32Array.from(pipeline.inputs, ({ name }) => placeOf.get(name)!);
    prepared.set(pipeline, {
      own: new Array<Cell>(places.length).fill(null),
      places,
      rows: rowPipeline(pipeline),
    });
  }
  const pipelines = [...prepared.values()];
  const models = trained.members.map(({ pipeline, model }) => ({
    model,
    matrix: alignColumns(prepared.get(pipeline)!.rows.matrix, model.features),
  }));
  return (cells) => {
    for (const { own, places, rows } of pipelines) {
      for (let at = 0; at < places.length; at++) own[at] = cells[places[at]!]!;
      rows.apply(own);
    }
    return concluded(
      trained,
      models.map(({ model, matrix }) => predictModel(model, matrix)),
    );
  };
}
