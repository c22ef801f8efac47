/** A thread that predicts: it is given a trained model once, and then tables. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Table } from '../data/index.ts';
import { OpsmithError } from '../errors/index.ts';
import { predictTable, type TablePredictions } from './predict-table.ts';
import type { TrainedModel } from './trained-model.ts';

/** What the thread answers to a table. */
export type PredictingAnswer =
  | { type: 'done'; said: TablePredictions }
  /** `code`: where it was the table's fault. */
  | { type: 'failed'; code: string | null; message: string; details: OpsmithError['details'] };

const port = parentPort;
if (port) {
  const trained = workerData as TrainedModel;
  port.on('message', (table: Table) => {
    let answer: PredictingAnswer;
    try {
      answer = { type: 'done', said: predictTable(trained, table) };
    } catch (thrown) {
      const isKnown = thrown instanceof OpsmithError;
      answer = {
        type: 'failed',
        code: isKnown ? thrown.code : null,
        message: isKnown ? thrown.message : String(thrown instanceof Error ? thrown.stack : thrown),
        details: isKnown ? thrown.details : {},
      };
    }
    port.postMessage(answer);
  });
}
