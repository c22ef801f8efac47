import { type Command, Option } from 'commander';
import type { LineageDirection, Stage } from '../../../src/registry/index.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';
import { addModelChanges } from './models-changes.ts';
import { addModelsPull } from './models-pull.ts';
import { positive } from './number-options.ts';

export function addModelsCommand(parts: CommandParts): void {
  const models = parts.program.command('models').description('the model registry: versions, stages, history');
  withExamples(models, [
    ['opsmith models list', 'which models there are'],
    ['opsmith models promote churn --data holdout.csv', 'through the gates, into production'],
    ['opsmith models rollback churn', 'to the version that was live before'],
    ['opsmith models at churn --time 3d', 'what was live three days ago, and why'],
  ]);
  addLooks(models, parts);
  addModelChanges(models, parts);
  addModelsPull(models, parts);
}

function addLooks(models: Command, { context, run }: CommandParts): void {
  const load = () => import('../models/look.ts');
  models
    .command('list')
    .description('versions, by model, the newest first')
    .argument('[name]', 'only of this model')
    .addOption(new Option('--stage <stage>', 'only these').choices(['staging', 'production', 'archived']))
    .option('--json', 'print JSON')
    .action(
      run(async (name: string | undefined, options: { json?: boolean; stage?: Stage }) =>
        (await load()).listModels(context, name, options),
      ),
    );
  withExamples(
    models
      .command('show')
      .description('all that is known of a version')
      .argument('<model>', 'NAME, NAME@VERSION or NAME@ALIAS')
      .option('--json', 'print JSON')
      .action(
        run(async (model: string, options: { json?: boolean }) =>
          (await load()).showModel(context, model, options),
        ),
      ),
    [['opsmith models show churn@production', 'the version in production']],
  );
  withExamples(
    models
      .command('compare')
      .description('two versions beside each other; with --data, both on the same rows')
      .argument('<model>', 'the one')
      .argument('<other>', 'the other')
      .option('--data <file>', 'rows that neither has learned from, with what is true of them')
      .option('--metric <metric>', "what to compare by; else the other's own")
      .option('--json', 'print JSON')
      .action(
        run(
          async (model: string, other: string, options: { json?: boolean; data?: string; metric?: string }) =>
            (await load()).compareModels(context, [model, other], options),
        ),
      ),
    [['opsmith models compare churn@1.0.0 churn@latest --data holdout.csv', 'is the new one better?']],
  );
  withExamples(
    models
      .command('history')
      .description('everything that happened to a model')
      .argument('<name>', 'the model')
      .option('--limit <number>', 'the latest so many', positive)
      .option('--json', 'print JSON')
      .action(
        run(async (name: string, options: { json?: boolean; limit?: number }) =>
          (await load()).showHistory(context, name, options),
        ),
      ),
    [['opsmith models history churn --limit 10', 'the last ten entries']],
  );
  withExamples(
    models
      .command('at')
      .description('what was live at some time, and why')
      .argument('<name>', 'the model')
      .option('--time <time>', '2026-11-21, 2026-11-21T10:00, or how long ago: 90m, 3h, 2d, 1w; else now')
      .option('--json', 'print JSON')
      .action(
        run(async (name: string, options: { json?: boolean; time?: string }) =>
          (await load()).showAt(context, name, options),
        ),
      ),
    [['opsmith models at churn --time 2026-11-01', 'what was live at the end of that day']],
  );
  withExamples(
    models
      .command('lineage')
      .description('what a version came from and what came of it')
      .argument('<model>', 'NAME or NAME@VERSION; or data:…, features:…, run:…')
      .addOption(
        new Option('--direction <direction>', 'which way to look')
          .choices(['upstream', 'downstream', 'both'])
          .default('both'),
      )
      .option('--json', 'print JSON')
      .action(
        run(async (model: string, options: { json?: boolean; direction: LineageDirection }) =>
          (await load()).showLineage(context, model, options),
        ),
      ),
    [['opsmith models lineage run:run_0123456789ab --direction downstream', 'what came of a run']],
  );
  withExamples(
    models
      .command('verify')
      .description('read every file against its SHA-256')
      .argument('[model]', 'NAME or NAME@VERSION; else all')
      .option('--json', 'print JSON')
      .action(
        run(async (model: string | undefined, options: { json?: boolean }) =>
          (await load()).verifyModels(context, model, options),
        ),
      ),
    [['opsmith models verify', 'everything in the registry']],
  );
}
