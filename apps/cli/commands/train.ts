import { InvalidArgumentError, Option } from 'commander';
import { InputError } from '../../../src/errors/index.ts';
import { loadInTurns } from '../../../src/turns/index.ts';
import { withExamples } from '../help.ts';
import { loadFoundations } from '../load-foundations.ts';
import type { CommandParts } from '../program.ts';

export interface TrainOptions {
  data: string;
  target: string;
  task?: 'classification' | 'binary' | 'multiclass' | 'regression';
  metric?: string;
  /** Seconds. */
  timeBudget?: number;
  protected?: string[];
  name?: string;
  seed?: number;
  sendBacks?: number;
  json?: boolean;
}

export function addTrainCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('train')
    .description('train a model from a table: the crew’s whole task, start to registered model')
    .argument('[file]', 'the table: as --data')
    .option('--data <file>', 'a CSV, Parquet or JSON file, or a glob of them')
    .requiredOption('--target <column>', 'the column to predict')
    .addOption(
      new Option('--task <task>', 'what the target is; found out when left out').choices([
        'classification',
        'binary',
        'multiclass',
        'regression',
      ]),
    )
    .option('--metric <metric>', 'what to optimise, such as roc_auc, f1, log_loss, rmse, mae')
    .option('--time-budget <seconds>', 'how long it may take, or as 90s, 5m, 1h30m (default: 60)', seconds)
    .option('--protected <column...>', 'columns of groups that the model is to treat alike')
    .option('--name <name>', 'what the model is called; made from table and target when left out')
    .option('--seed <number>', 'the same seed and data give the same splits and folds', whole)
    .option('--send-backs <number>', 'how often the validator may send work back (default: 2)', whole)
    .option('--json', 'print one JSON document')
    .action(
      run(async (file: string | undefined, { data = file, ...options }: Partial<TrainOptions>) => {
        if (data === undefined || (file !== undefined && file !== data))
          throw new InputError(
            'one-table',
            data === undefined
              ? 'Which table? Name it: `opsmith train FILE --target COLUMN`.'
              : `One table at a time: both ${file} and ${data} were named.`,
          );
        await loadFoundations();
        const { train } = await loadInTurns([() => import('../training/train.ts')]);
        return train(context, { ...(options as TrainOptions), data });
      }),
    );
  withExamples(command, [
    ['opsmith train customers.csv --target churned', 'a minute’s work'],
    ['opsmith train --data houses.parquet --target price --metric mae --time-budget 5m', 'five minutes'],
    ['opsmith train --data loans.csv --target default --protected sex age_group', 'with groups in view'],
    ['opsmith train --data customers.csv --target churned --json', 'for programs'],
  ]);
}

const duration =
  /^(?:(?<hours>\d+(?:\.\d+)?)h)?(?:(?<minutes>\d+(?:\.\d+)?)m)?(?:(?<seconds>\d+(?:\.\d+)?)s?)?$/;

/** A number of seconds, or hours, minutes and seconds: `90`, `90s`, `5m`, `1h30m`. */
function seconds(text: string): number {
  const { hours = 0, minutes = 0, seconds = 0 } = duration.exec(text.trim())?.groups ?? {};
  const value = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError('It must be a number of seconds above 0, or as 90s, 5m, 1h30m.');
}

function whole(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 0.');
}
