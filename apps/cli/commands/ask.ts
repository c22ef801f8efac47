import { InputError } from '../../../src/errors/index.ts';
import { loadInTurns } from '../../../src/turns/index.ts';
import { type CliContext, type CommandResult, printJson, warn } from '../context.ts';
import { withExamples } from '../help.ts';
import { loadFoundations } from '../load-foundations.ts';
import type { CommandParts } from '../program.ts';

interface AskOptions {
  thread?: string;
  json?: boolean;
  planOnly?: boolean;
  batch?: string;
  yes?: boolean;
}

export function addAskCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('ask')
    .description('one turn of the same conversation, for scripts')
    .argument('[text...]', 'what you want, in your own words; - reads standard input')
    .option('--thread <thread>', 'the conversation that this is part of')
    .option('--json', 'print one JSON document')
    .option('--plan-only', 'plan, and do nothing')
    .option('--batch <file>', 'with --plan-only: plan for each line {"input": …} of a JSONL file')
    .option('-y, --yes', 'approve what the crew would ask for')
    .action(run((words: string[], options: AskOptions) => ask(context, words, options)));
  withExamples(command, [
    ['opsmith ask "which function in src is the most complex?"', 'one answer, as Markdown'],
    ['opsmith ask --json measure src/app.js', 'the answer with its data'],
    ['git diff | opsmith ask -', 'read the text from standard input'],
    ['opsmith ask --plan-only "train a model on churn.csv"', 'see the plan first'],
  ]);
}

async function ask(context: CliContext, words: readonly string[], options: AskOptions): CommandResult {
  if (options.batch !== undefined) return planBatch(context, words, options);
  const text = await textOf(context, words);
  await loadFoundations();
  const { openWorkbench } = await loadInTurns([() => import('../workbench.ts')]);
  const bench = await openWorkbench(context);
  const thread = options.thread === undefined ? {} : { thread: options.thread };
  try {
    if (options.planOnly) {
      const plan = await bench.crew.plan({ text, ...thread, signal: context.signal });
      if (options.json) printJson(context, planDocument(plan));
      else printPlan(context, plan);
      if (plan.passedOver !== undefined) warn(context, plan.passedOver);
      return 0;
    }
    const { runAndPrint } = await loadInTurns([() => import('../run-and-print.ts')]);
    return await runAndPrint(context, (running) => bench.crew.turn({ text, ...thread, ...running }), options);
  } finally {
    await bench.close();
  }
}

async function textOf(context: CliContext, words: readonly string[]): Promise<string> {
  const isInput = words.length === 1 && words[0] === '-';
  if (isInput) {
    const { longestMessageBytes, readStandardInput } = await import('../standard-input.ts');
    return checked(await readStandardInput(context, longestMessageBytes));
  }
  // The shell took the quotes off a word with spaces; in a sentence they are needed again.
  return checked(
    words.length === 1 ? words[0]! : words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' '),
  );
}

function checked(text: string): string {
  if (text.trim() !== '') return text;
  throw new InputError(
    'no-text',
    'Say what you want: opsmith ask "measure src/app.js" (or - to read standard input).',
  );
}

interface Plan {
  thread: string;
  decidedBy: string;
  passedOver?: string;
  steps: readonly { agent: string; action: string; arguments: Record<string, unknown> }[];
}

async function planBatch(context: CliContext, words: readonly string[], options: AskOptions): CommandResult {
  if (!options.planOnly || words.length > 0)
    throw new InputError(
      'usage',
      'Write opsmith ask --plan-only --json --batch FILE.jsonl: --batch only plans, and takes its texts from the file.',
    );
  const [{ readInputLines }, { openWorkbench }] = await Promise.all([
    import('../json-input.ts'),
    import('../workbench.ts'),
  ]);
  const inputs = readInputLines(context, options.batch!);
  const bench = await openWorkbench(context);
  try {
    const plans: Plan[] = [];
    for (const text of inputs) {
      if (context.signal.aborted) return 130;
      plans.push(await bench.crew.plan({ text, signal: context.signal }));
    }
    if (options.json) printJson(context, plans.map(planDocument));
    else for (const plan of plans) printPlan(context, plan);
    const passedOver = plans.find((plan) => plan.passedOver !== undefined)?.passedOver;
    if (passedOver !== undefined) warn(context, passedOver);
    return 0;
  } finally {
    await bench.close();
  }
}

function planDocument({ thread, decidedBy, steps }: Plan): Plan {
  return {
    thread,
    decidedBy,
    steps: steps.map(({ agent, action, arguments: given }) => ({ agent, action, arguments: given })),
  };
}

function printPlan({ out }: CliContext, { decidedBy, steps }: Plan): void {
  for (const [index, { agent, action, arguments: given }] of steps.entries())
    out.line(`${index + 1}. ${out.style.bold(agent)} ${action} ${out.style.dim(JSON.stringify(given))}`);
  out.line(out.style.dim(`planned by ${decidedBy}; nothing was done`));
}
