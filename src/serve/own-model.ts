import {
  type Artifact,
  inputsOf,
  PredictingThreads,
  predictTable,
  rowPrediction,
  type TablePredictions,
} from '../artifact/index.ts';
import { columnOf, type ExpectedColumn, isOtherSign, otherSign, type Table } from '../data/index.ts';
import { InputError } from '../errors/index.ts';
import type { Answers, ServedModel } from './served-model.ts';

/** Fewer rows are predicted at once, sooner than a thread would have them. */
const rowsInThisThread = 64;

/** A model of ours, by our own code: it says what its ONNX file says, and is faster. @throws what loading it throws */
export async function openOwnModel(artifact: Artifact, name: string, threads?: number): Promise<ServedModel> {
  const trained = await artifact.loadTrained();
  const signs = new Map(
    artifact.record.expectations?.columns.map(({ name: column, sign }) => [column, sign] as const),
  );
  const inputs = inputsOf(trained).map((input): ExpectedColumn => {
    const sign = signs.get(input.name);
    return sign === undefined || input.type === 'texts' ? input : { ...input, sign };
  });
  let workers: PredictingThreads | null = null;
  let ofRow: ReturnType<typeof rowPrediction> | null = null;
  return {
    name,
    source: 'opsmith',
    inputs,
    classes: trained.classes,
    record: artifact.record,
    trained,
    async predict(table, signal) {
      refuseOtherSigns(inputs, table);
      if (table.rows <= rowsInThisThread) return answersOf(predictTable(trained, table), table.rows);
      workers ??= new PredictingThreads(trained, threads);
      return answersOf(await workers.predict(table, signal), table.rows);
    },
    predictRow(cells) {
      ofRow ??= rowPrediction(trained);
      return answersOf(ofRow(cells), 1);
    },
    async close() {
      await workers?.close();
      workers = null;
    },
  };
}

/** @throws InputError `other-unit` for columns that a file writes beside another sign than that of training */
function refuseOtherSigns(inputs: readonly ExpectedColumn[], table: Table): void {
  for (const input of inputs) {
    const column = columnOf(table, input.name);
    // Numbers without a sign may come from a caller who took it away.
    if (column?.type !== 'numbers' || column.sign === undefined || !isOtherSign(column, input)) continue;
    throw new InputError('other-unit', otherSign(input.name, input.sign, column.sign), {
      details: { column: input.name },
    });
  }
}

function answersOf({ predictions, codes }: TablePredictions, rows: number): Answers {
  if (predictions.task === 'regression')
    return {
      rows,
      prediction: { type: 'numbers', values: predictions.values },
      probabilities: null,
      scores: null,
    };
  const { classes, probabilities } = predictions;
  return {
    rows,
    prediction: { type: 'texts', codes: codes!, dictionary: classes },
    probabilities: classes.map((label, code) => ({ label, values: probabilities[code]! })),
    scores: null,
  };
}
