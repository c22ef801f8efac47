import { InvalidArgumentError, Option } from 'commander';
import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

const statuses = ['running', 'interrupted', 'waiting', 'done', 'failed', 'limited', 'cancelled'] as const;
type Status = (typeof statuses)[number];

interface ListOptions {
  json?: boolean;
  limit: number;
  status?: Status;
  thread?: string;
}

export function addRunsCommand({ program, context, run }: CommandParts): void {
  const runs = program.command('runs').description('what the crew has done: list, show, pause, resume, fork');
  withExamples(runs, [
    ['opsmith runs list --status failed', 'which failed'],
    ['opsmith runs show run_0123456789ab', 'all that happened in one'],
    ['opsmith runs resume run_0123456789ab', 'go on with one that was stopped'],
  ]);
  withExamples(
    runs
      .command('list')
      .description('the latest runs')
      .option('--limit <number>', 'at most so many', positive, 20)
      .addOption(new Option('--status <status>', 'only these').choices(statuses))
      .option('--thread <thread>', 'only of this conversation')
      .option('--json', 'print JSON')
      .action(run((options: ListOptions) => listRuns(context, options))),
    [['opsmith runs list --limit 5', 'the last five']],
  );
  withExamples(
    runs
      .command('show')
      .description('everything that happened in a run')
      .argument('<run>', 'its id, or the beginning of it')
      .option('--json', 'print JSON')
      .action(run((id: string, options: { json?: boolean }) => showRun(context, id, options))),
    [['opsmith runs show run_0123456789ab --json', 'the run and its events']],
  );
  withExamples(
    runs
      .command('resume')
      .description('go on with a run that was stopped or waits')
      .argument('<run>', 'its id, or the beginning of it')
      .option('--json', 'print one JSON document')
      .option('-y, --yes', 'approve what the run asks for')
      .action(
        run((id: string, options: { json?: boolean; yes?: boolean }) => resumeRun(context, id, options)),
      ),
    [['opsmith runs resume run_0123456789ab --yes', 'approve what it waits for']],
  );
  withExamples(
    runs
      .command('pause')
      .description('let a run that another process works on stand still; it can be resumed')
      .argument('<run>', 'its id, or the beginning of it')
      .action(
        run(async (id: string) => {
          const { pauseRun } = await import('../training/pause.ts');
          return pauseRun(context, id);
        }),
      ),
    [['opsmith runs pause run_0123456789ab', 'and later: opsmith runs resume run_0123456789ab']],
  );
  withExamples(
    runs
      .command('fork')
      .description('take a training task up at one of its steps with another choice, as a run of its own')
      .argument('<run>', 'its id, or the beginning of it')
      .requiredOption('--at <step>', 'collect, engineer, train, optimize or validate')
      .option(
        '--set <choice...>',
        'metric=, drop=, keep=, without=, families=, timeBudget=, accept=; lists with commas',
      )
      .option('--json', 'print one JSON document')
      .option('-y, --yes', 'approve what the run asks for')
      .action(
        run(async (id: string, options: { at: string; set?: string[]; json?: boolean; yes?: boolean }) => {
          const { forkRun } = await import('../training/fork.ts');
          return forkRun(context, id, options);
        }),
      ),
    [
      ['opsmith runs fork run_0123456789ab --at engineer --set without=targetMean', 'other features'],
      ['opsmith runs fork run_0123456789ab --at train --set families=linear,random-forest', 'other families'],
    ],
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

async function listRuns(context: CliContext, options: ListOptions): CommandResult {
  const [{ openStateStore }, { renderRuns }] = await Promise.all([
    import('../state-store.ts'),
    import('../render/run-text.ts'),
  ]);
  const store = await openStateStore(context);
  try {
    const { limit, status, thread } = options;
    const runs = await store.runs.list({ limit, ...(status && { status }), ...(thread && { thread }) });
    if (options.json) printJson(context, { runs: runs.map(({ result: _, ...facts }) => facts) });
    else if (runs.length === 0) context.out.line('There is no such run yet.');
    else {
      for (const line of renderRuns(runs, context.out)) context.out.line(line);
      const left = runs.find((each) => each.status === 'interrupted');
      if (left !== undefined)
        context.out.line(
          `\nInterrupted runs go on with \`opsmith runs resume ${left.id}\` (or another's id).`,
        );
    }
    return 0;
  } finally {
    await store.close();
  }
}

async function showRun(context: CliContext, id: string, options: { json?: boolean }): CommandResult {
  const [{ openStateStore }, { renderRun }] = await Promise.all([
    import('../state-store.ts'),
    import('../render/run-text.ts'),
  ]);
  const store = await openStateStore(context);
  try {
    const record = await store.runs.get(id);
    const events = await store.events.read(record.id);
    if (options.json) printJson(context, { run: record, events });
    else for (const line of renderRun(record, events, context.out)) context.out.line(line);
    return 0;
  } finally {
    await store.close();
  }
}

async function resumeRun(
  context: CliContext,
  id: string,
  options: { json?: boolean; yes?: boolean },
): CommandResult {
  const [{ openWorkbench }, { runAndPrint }] = await Promise.all([
    import('../workbench.ts'),
    import('../run-and-print.ts'),
  ]);
  const bench = await openWorkbench(context);
  try {
    const record = await bench.store.runs.get(id);
    if (record.kind === 'train') {
      const { followTraining } = await import('../training/train.ts');
      const title = `${record.id} goes on`;
      return await followTraining(context, (running) => bench.crew.resume(id, running), {
        json: options.json === true,
        yes: options.yes === true,
        title,
      });
    }
    return await runAndPrint(context, (running) => bench.crew.resume(id, running), {
      ...options,
      opening: 'resuming',
    });
  } finally {
    await bench.close();
  }
}
