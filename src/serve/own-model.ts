import {
  type Artifact,
  inputsOf,
  PredictingThreads,
  predictTable,
  rowPrediction,
  type TablePredictions,
} from '../artifact/index.ts';
import type { Answers, ServedModel } from './served-model.ts';

/** Fewer rows are predicted at once, sooner than a thread would have them. */
const rowsInThisThread = 64;

/** A model of ours, by our own code: it says what its ONNX file says, and is faster. @throws what loading it throws */
export async function openOwnModel(artifact: Artifact, name: string, threads?: number): Promise<ServedModel> {
  const trained = await artifact.loadTrained();
  let workers: PredictingThreads | null = null;
  let ofRow: ReturnType<typeof rowPrediction> | null = null;
  return {
    name,
    source: 'opsmith',
    inputs: inputsOf(trained),
    classes: trained.classes,
    record: artifact.record,
    trained,
    async predict(table, signal) {
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
