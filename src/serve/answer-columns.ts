import type { WrittenColumn, WrittenValues } from '../data/index.ts';
import type { Answers } from './served-model.ts';

/** Answers as a table's columns: `prediction`, then `probability_<class>` for each class, or `output_<place>` where a model gives several numbers that are none. */
export function answerColumns({ prediction, probabilities, scores }: Answers): {
  columns: WrittenColumn[];
  values: WrittenValues[];
} {
  const columns: WrittenColumn[] = [{ name: 'prediction', type: prediction.type }];
  const values: WrittenValues[] = [prediction];
  const add = (name: string, numbers: Float64Array): void => {
    columns.push({ name, type: 'numbers' });
    values.push({ type: 'numbers', values: numbers });
  };
  for (const { label, values: own } of probabilities ?? []) add(`probability_${label}`, own);
  scores?.forEach((own, place) => {
    add(`output_${place}`, own);
  });
  return { columns, values };
}
