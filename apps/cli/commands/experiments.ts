import { InvalidArgumentError, Option } from 'commander';
import type { CommandResult } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

const statuses = ['running', 'interrupted', 'waiting', 'done', 'failed', 'limited', 'cancelled'];
const json = ['--json', 'print one JSON document'] as const;

/** Loads the work of a subcommand when it is asked for. */
function later<Words extends unknown[]>(
  load: () => Promise<(...words: Words) => CommandResult>,
): (...words: Words) => CommandResult {
  return async (...words) => (await load())(...words);
}

export function addExperimentsCommand({ program, context, run }: CommandParts): void {
  const experiments = program
    .command('experiments')
    .description('what was tried: list, show, compare, search, plot, export');
  withExamples(experiments, [
    ['opsmith experiments list', 'the latest runs with their metrics'],
    ['opsmith experiments compare run_1a2b run_3c4d', 'what differs, and whether beyond noise'],
    [
      "opsmith experiments search 'metrics.test.roc_auc > 0.9 order by metrics.test.roc_auc desc'",
      'find some',
    ],
  ]);
  withExamples(
    experiments
      .command('list')
      .description('the latest runs')
      .option('--limit <number>', 'at most so many', positive, 20)
      .option('--name <name>', 'only of this experiment')
      .option('--kind <kind>', 'only of this kind (training, candidate, …)')
      .option('--parent <run>', 'only the parts of this run')
      .addOption(new Option('--status <status>', 'only these').choices(statuses))
      .option('--metric <name...>', 'show these metrics')
      .option(...json)
      .action(
        run(later(async () => (await import('../experiments/list.ts')).listExperiments.bind(null, context))),
      ),
    [['opsmith experiments list --name churn --metric rocAuc', 'all runs of one experiment']],
  );
  withExamples(
    experiments
      .command('show')
      .description('all that is known of a run')
      .argument('<experiment>', 'its id, the beginning of it, or the name of the experiment (its latest run)')
      .option(...json)
      .action(
        run(later(async () => (await import('../experiments/show.ts')).showExperiment.bind(null, context))),
      ),
    [['opsmith experiments show churn', 'the latest run of an experiment']],
  );
  withExamples(
    experiments
      .command('compare')
      .description('what differs between runs, and whether their scores do beyond noise')
      .argument('<experiment...>', 'two runs or more; the first is what the others are compared with')
      .option('--metric <name...>', 'only these metrics')
      .option(...json)
      .action(
        run(later(async () => (await import('../experiments/compare.ts')).compareRuns.bind(null, context))),
      ),
    [['opsmith experiments compare run_1a2b run_3c4d --metric rocAuc', 'by one metric']],
  );
  withExamples(
    experiments
      .command('search')
      .description('the runs that an expression is true of')
      .argument('<expression>', 'comparisons of metrics.NAME, params.NAME, tags.NAME and facts')
      .option('--limit <number>', 'at most so many', positive, 50)
      .option('--metric <name...>', 'show these metrics')
      .option(...json)
      .action(
        run(
          later(async () => (await import('../experiments/list.ts')).searchExperiments.bind(null, context)),
        ),
      ),
    [
      [
        "opsmith experiments search 'params.family in (linear, forest) and tags.team = x'",
        'names and values',
      ],
      [
        "opsmith experiments search 'started > 2026-11-01 order by metrics.loss limit 5'",
        'the five best since',
      ],
    ],
  );
  withExamples(
    experiments
      .command('plot')
      .description('draw metrics of runs, or a plot that a run has kept')
      .argument('<experiment...>', 'runs')
      .option('--metric <name>', 'what to draw; the first one that the run has when left out')
      .option('--plot <name>', 'a plot that the run has kept: roc, calibration, …')
      .option('--out <file>', 'write a .svg or .png file in place of drawing here')
      .addOption(
        new Option('--theme <theme>', 'colours of the file').choices(['light', 'dark']).default('light'),
      )
      .action(run(later(async () => (await import('../experiments/plot.ts')).plotRuns.bind(null, context)))),
    [
      ['opsmith experiments plot run_1a2b run_3c4d --metric loss', 'two runs in the terminal'],
      ['opsmith experiments plot churn --plot roc --out roc.png', 'a kept plot as a file'],
    ],
  );
  withExamples(
    experiments
      .command('export')
      .description("write runs in the layout of MLflow's file store")
      .argument('[experiment...]', 'runs, with their parts; all when left out')
      .option('--to <folder>', 'where to: mlruns, say')
      // What the other commands that write call it.
      .addOption(new Option('--out <folder>').hideHelp())
      .option('--search <expression>', 'those that it is true of')
      .option(...json)
      .action(
        run(later(async () => (await import('../experiments/export.ts')).exportRuns.bind(null, context))),
      ),
    [['opsmith experiments export churn --to mlruns', 'one run with its parts']],
  );
  withExamples(
    experiments
      .command('note')
      .description('add a note to a run')
      .argument('<experiment>', 'the run')
      .argument('<text>', 'the note')
      .action(run(later(async () => (await import('../experiments/edit.ts')).noteRun.bind(null, context)))),
    [['opsmith experiments note churn "after the new contract types"', 'say what was special']],
  );
  withExamples(
    experiments
      .command('tag')
      .description('set tags of a run; NAME= takes one away')
      .argument('<experiment>', 'the run')
      .argument('<name=value...>', 'tags')
      .action(run(later(async () => (await import('../experiments/edit.ts')).tagRun.bind(null, context)))),
    [['opsmith experiments tag churn team=x reviewed=', 'set one, take one away']],
  );
  withExamples(
    experiments
      .command('delete')
      .description('remove a run with its values and artifacts, for good')
      .argument('<experiment>', 'the run')
      .option('-y, --yes', 'without asking')
      .action(run(later(async () => (await import('../experiments/edit.ts')).deleteRun.bind(null, context)))),
    [['opsmith experiments delete run_1a2b', 'asks first']],
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
