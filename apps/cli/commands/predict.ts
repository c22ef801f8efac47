import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export interface PredictOptions {
  model: string;
  data: string;
  out?: string;
  keep?: string[];
  explain?: boolean;
  features?: string[];
  json?: boolean;
}

export function addPredictCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('predict')
    .description('predict a table’s rows by a model')
    .requiredOption(
      '--model <model>',
      'NAME or NAME@VERSION of the registry, a model’s folder, or an .onnx file',
    )
    .requiredOption('--data <file>', 'the table: CSV, TSV, JSON lines or Parquet, gzip too, or a glob')
    .option('--out <file>', 'write to this file (.csv, .tsv, .jsonl, .parquet) instead of printing CSV')
    .option('--keep <columns...>', 'columns of the table to write before the predictions, such as an id')
    .option('--explain', 'add the columns that speak most for or against each prediction')
    .option('--features <columns...>', 'for an ONNX file of one matrix: its columns, in their order')
    .option('--json', 'print one JSON document: the predictions, or with --out only what was done')
    .action(
      run(async (options: PredictOptions) => {
        const { predict } = await import('../predict/predict.ts');
        const { columnWords } = await import('../predict/column-words.ts');
        const { keep, features, ...others } = options;
        return predict(context, {
          ...others,
          ...(keep && { keep: columnWords(keep) }),
          ...(features && { features: columnWords(features) }),
        });
      }),
    );
  withExamples(command, [
    [
      'opsmith predict --model churn --data new.csv --out churn.csv',
      'by the model in production, else the latest',
    ],
    ['opsmith predict --model churn@1.2.0 --data new.parquet --keep id', 'an older version; ids in front'],
    ['opsmith predict --model ./model --data new.csv --explain', 'a model in a folder, with reasons'],
    ['opsmith predict --model other.onnx --data new.csv', 'a model that something else has trained'],
    [
      'opsmith predict --model net.onnx --data new.csv --features age,income --keep id',
      'one that takes a matrix: of these columns, in this order',
    ],
  ]);
}
