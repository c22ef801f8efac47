import { Choices } from '../../../graphs/training-task/index.ts';
import { closestName, type ExitStatus, InputError } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';
import { openWorkbench } from '../workbench.ts';
import { followTraining } from './train.ts';

interface ForkOptions {
  at: string;
  set?: string[];
  json?: boolean;
  yes?: boolean;
}

/** `opsmith runs fork`: takes a training task up at one of its steps with other choices. */
export async function forkRun(context: CliContext, id: string, options: ForkOptions): Promise<ExitStatus> {
  const set = choicesOf(options.set ?? []);
  const bench = await openWorkbench(context);
  try {
    return await followTraining(context, (running) => bench.crew.fork(id, { at: options.at, set }, running), {
      json: options.json === true,
      yes: options.yes === true,
      title: `${id} again from ${options.at}`,
    });
  } finally {
    await bench.close();
  }
}

const lists: ReadonlySet<string> = new Set(['drop', 'keep', 'without', 'families']);

/** Choices as they are typed: `drop=age,plan`, `timeBudget=30`. @throws InputError `bad-choice` */
function choicesOf(words: readonly string[]): Choices {
  const given = Object.fromEntries(words.map(choiceOf));
  const parsed = Choices.safeParse(given);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new InputError('bad-choice', `--set ${path.map(String).join('.')}: ${message}.`);
}

function choiceOf(word: string): [string, unknown] {
  const equals = word.indexOf('=');
  const key = equals < 0 ? word : word.slice(0, equals);
  const names = Object.keys(Choices.shape);
  if (equals < 0 || !names.includes(key)) {
    const near = closestName(key, names);
    throw new InputError(
      'bad-choice',
      `--set takes KEY=VALUE; ${JSON.stringify(word)} is none${near === null || near === key ? '' : `, did you mean ${near}=?`} Keys are ${names.join(', ')}.`,
    );
  }
  const value = word.slice(equals + 1);
  if (lists.has(key)) return [key, value.split(',').filter((part) => part !== '')];
  if (key === 'timeBudget') return [key, Number(value)];
  if (key === 'accept') return [key, value === 'true'];
  return [key, value];
}
