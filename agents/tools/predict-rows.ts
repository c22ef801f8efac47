import { existsSync, realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  noSuchColumn,
  openTableWriter,
  type TableWriter,
  tableHeader,
  type WrittenColumn,
} from '../../src/data/index.ts';
import { InputError } from '../../src/errors/index.ts';
import {
  type Answers,
  answerColumns,
  openModel,
  predictFile,
  type ServedModel,
} from '../../src/serve/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { counted, decimal, inlineCode, integer, table } from './figures.ts';
import { insideWorkspace } from './inside-workspace.ts';
import { withModelPath } from './model-input.ts';

interface PredictionInput {
  model: string;
  data: string;
  out?: string | undefined;
}

const rowsShown = 5;
const classesShown = 10;
const warningsShown = 5;

/** What a person is asked before `predictRows`. @throws what would keep it from being done: an unknown model, a table without its columns, a file that says no format */
export function askToPredict(input: PredictionInput, context: ActionContext): Promise<string> {
  return withServed(input, context, async (model, name) => {
    const names = await tableHeader(input.data, { workspace: context.workspace });
    for (const { name: wanted } of model.inputs)
      if (!names.includes(wanted))
        throw noSuchColumn(names, wanted, { table: input.data, what: ` that ${name} needs` });
    const { path, shown } = outFile(input, context);
    const instead = existsSync(path) ? ', in place of what is there' : '';
    return `Predict the rows of ${input.data} with ${name} and write the predictions to ${shown}${instead}?`;
  });
}

/** Predicts a table's rows in their order, in memory that does not grow with it, into a file of the workspace: what `opsmith predict --out` writes. */
export function predictRows(input: PredictionInput, context: ActionContext): Promise<ActionResult> {
  return withServed(input, context, async (model, name) => {
    const { workspace, signal } = context;
    const { path, shown } = outFile(input, context);
    const { parts, warnings } = predictFile(model, input.data, { workspace, signal });
    const tally = createTally();
    let writer: TableWriter | null = null;
    try {
      for await (const { answers } of parts) {
        signal.throwIfAborted();
        const { columns, values } = answerColumns(answers);
        writer ??= await openTableWriter(path, columns);
        await writer.write(answers.rows, values);
        tally.add(answers);
      }
      writer ??= await openTableWriter(path, columnsOfNothing(model));
      await writer.finish();
    } catch (thrown) {
      await writer?.abandon();
      throw thrown;
    }
    const warned = warnings().map(({ code, column, rows, message }) => ({ code, column, rows, message }));
    const lead = `${counted(tally.rows, 'row')} of ${inlineCode(input.data)} ${tally.rows === 1 ? 'is' : 'are'} predicted with ${inlineCode(name)}, in their order, in ${inlineCode(shown)}.`;
    return {
      text: [lead, tally.text(), warningsText(warned)].filter((part) => part !== '').join('\n\n'),
      data: {
        model: name,
        data: input.data,
        file: path,
        rows: tally.rows,
        ...tally.summary(),
        warnings: warned,
      },
      about: { model: input.model, data: input.data },
    };
  });
}

/** The model that is meant, ready to predict. */
function withServed<Result>(
  { model: reference, data }: PredictionInput,
  context: ActionContext,
  work: (model: ServedModel, name: string) => Promise<Result>,
): Promise<Result> {
  return withModelPath(reference, context, async ({ path, name }) => {
    const model = await openModel(path, { name, data, workspace: context.workspace });
    try {
      return await work(model, name);
    } finally {
      await model.close();
    }
  });
}

function outFile(
  { data, out }: PredictionInput,
  { workspace }: ActionContext,
): { path: string; shown: string } {
  const stem = basename(data).replace(/(?:\.(?:csv|tsv|jsonl?|ndjson|parquet|txt))?(?:\.gz)?$/i, '');
  const shown = out ?? `${/^[\w.-]+$/.test(stem) ? `${stem}-` : ''}predictions.csv`;
  const path = insideWorkspace(workspace, shown);
  if (!/\.(?:csv|tsv|jsonl|parquet)$/i.test(path))
    throw new InputError(
      'unknown-format',
      `${shown} does not say its format: name it .csv, .tsv, .jsonl, .parquet.`,
      {
        details: { path: shown },
      },
    );
  const source = resolve(workspace, data);
  if (existsSync(source) && realpathSync(source) === path)
    throw new InputError(
      'bad-arguments',
      `${shown} is the table itself: name another file for the predictions.`,
      {
        details: { path: shown },
      },
    );
  return { path, shown };
}

/** The columns of a table without rows. */
function columnsOfNothing({ classes, trained }: ServedModel): WrittenColumn[] {
  return [
    { name: 'prediction', type: classes === null && trained !== null ? 'numbers' : 'texts' },
    ...(classes ?? []).map((label): WrittenColumn => ({ name: `probability_${label}`, type: 'numbers' })),
  ];
}

/** Counts what was predicted while parts of it go by. */
function createTally() {
  const classes = new Map<string, number>();
  const first: string[][] = [];
  const head: string[] = [];
  let rows = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let isNumber = false;
  const count = ({ rows: added, prediction }: Answers): void => {
    isNumber = prediction.type === 'numbers';
    for (let row = 0; row < added; row += 1) {
      if (prediction.type === 'numbers') {
        const value = prediction.values[row]!;
        sum += value;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      } else {
        const label = prediction.dictionary[prediction.codes[row]!] ?? '';
        classes.set(label, (classes.get(label) ?? 0) + 1);
      }
    }
  };
  const show = (answers: Answers): void => {
    const { columns, values } = answerColumns(answers);
    if (head.length === 0) head.push('row', ...columns.slice(0, 4).map(({ name }) => name));
    for (let row = 0; row < answers.rows && first.length < rowsShown; row += 1)
      first.push([
        integer(rows + row + 1),
        ...values
          .slice(0, 4)
          .map((each) =>
            each.type === 'numbers' ? short(each.values[row]!) : (each.dictionary[each.codes[row]!] ?? ''),
          ),
      ]);
  };
  const byClass = () => [...classes].toSorted((one, other) => other[1] - one[1]);
  return {
    get rows() {
      return rows;
    },
    add(answers: Answers): void {
      if (first.length < rowsShown) show(answers);
      count(answers);
      rows += answers.rows;
    },
    summary: () =>
      rows === 0
        ? {}
        : isNumber
          ? { predictions: { least, mean: sum / rows, greatest } }
          : { predictions: Object.fromEntries(byClass()) },
    text(): string {
      if (rows === 0) return '';
      const whole = isNumber
        ? `Predictions go from ${short(least)} to ${short(greatest)}, ${short(sum / rows)} on average.`
        : `${byClass()
            .slice(0, classesShown)
            .map(
              ([label, times]) =>
                `${inlineCode(label)}: ${counted(times, 'row')} (${decimal((100 * times) / rows)}%)`,
            )
            .join(
              ', ',
            )}${classes.size > classesShown ? `, and ${classes.size - classesShown} more classes` : ''}.`;
      return `${whole}\n\n${table(head, first, 2)}${rows > first.length ? `\n\nThe first ${first.length} rows are shown.` : ''}`;
    },
  };
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '–';
}

function warningsText(warnings: readonly { message: string }[]): string {
  if (warnings.length === 0) return '';
  const lines = warnings.slice(0, warningsShown).map(({ message }) => `- ${message}`);
  const more = warnings.length > lines.length ? `\n- and ${warnings.length - lines.length} more` : '';
  return `Unlike what it has learned from:\n\n${lines.join('\n')}${more}`;
}
