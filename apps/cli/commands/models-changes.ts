import { type Command, Option } from 'commander';
import type { Stage } from '../../../src/registry/index.ts';
import { withExamples } from '../help.ts';
import type { ChangeOptions } from '../models/change.ts';
import type { CommandParts } from '../program.ts';
import { positive } from './number-options.ts';

/** Adds the subcommands that change the registry. */
export function addModelChanges(models: Command, { context, run }: CommandParts): void {
  const load = () => import('../models/change.ts');
  const change = (name: string, does: string) =>
    models
      .command(name)
      .description(does)
      .option('--by <name>', 'who does it; else your account’s name')
      .option('--reason <text>', 'why: kept in the log')
      .option('--json', 'print JSON');

  withExamples(
    change('promote', 'let a version through the gates, and into a stage; asks first')
      .argument('<model>', 'NAME@VERSION; NAME alone: the one in staging, else the latest')
      .addOption(
        new Option('--to <stage>', 'where to')
          .choices(['staging', 'production', 'archived', 'none'])
          .default('production'),
      )
      .option('--data <file>', 'rows that no version has learned from, for gates that measure')
      .option('--dry-run', 'only say what the gates say')
      .option('-y, --yes', 'do it without asking')
      .action(
        run(
          async (
            model: string,
            options: ChangeOptions & { to: Stage | 'none'; data?: string; dryRun?: boolean },
          ) => (await load()).promoteModel(context, model, options),
        ),
      ),
    [
      ['opsmith models promote churn@1.2.0 --data holdout.csv', 'ask the gates, then a person'],
      ['opsmith models promote churn --dry-run', 'what would the gates say?'],
    ],
  );
  withExamples(
    change('rollback', 'back to the version that was in production before, or to one that was; asks first')
      .argument('<model>', 'NAME, or NAME@VERSION')
      .option('--to <version>', 'to this version')
      .option('-y, --yes', 'do it without asking')
      .action(
        run(async (model: string, options: ChangeOptions & { to?: string }) =>
          (await load()).rollBackModel(context, model, options),
        ),
      ),
    [['opsmith models rollback churn --yes --reason "errors since noon"', 'at once']],
  );
  withExamples(
    change('approve', 'say that a version may go into a stage')
      .argument('<model>', 'NAME@VERSION')
      .addOption(
        new Option('--to <stage>', 'which stage').choices(['staging', 'production']).default('production'),
      )
      .option('--withdraw', 'take an approval back')
      .action(
        run(
          async (
            model: string,
            options: ChangeOptions & { to: 'staging' | 'production'; withdraw?: boolean },
          ) => (await load()).approveModel(context, model, options),
        ),
      ),
    [['opsmith models approve churn@1.2.0 --by ada --reason "read the report"', 'one of four eyes']],
  );
  withExamples(
    change('alias', 'call a version by a word of your own')
      .argument('<model>', 'NAME@VERSION; with --remove, NAME')
      .argument('<alias>', 'the word: champion, challenger, …')
      .option('--remove', 'take the word away')
      .action(
        run(async (model: string, alias: string, options: ChangeOptions & { remove?: boolean }) =>
          (await load()).aliasModel(context, model, alias, options),
        ),
      ),
    [['opsmith models alias churn@1.2.0 champion', 'churn@champion names it from now on']],
  );
  withExamples(
    change('tag', 'an annotated Git tag at the commit that a version was trained at')
      .argument('<model>', 'NAME@VERSION')
      .action(
        run(async (model: string, options: ChangeOptions) =>
          (await load()).tagModel(context, model, options),
        ),
      ),
    [['opsmith models tag churn@1.2.0', 'makes models/churn/1.2.0']],
  );
  withExamples(
    change('delete', 'delete a version that is not in use; asks first')
      .argument('<model>', 'NAME@VERSION')
      .option('-y, --yes', 'do it without asking')
      .action(
        run(async (model: string, options: ChangeOptions) =>
          (await load()).deleteModel(context, model, options),
        ),
      ),
    [['opsmith models delete churn@1.0.3 --yes', 'for scripts']],
  );
  withExamples(
    change('export', 'write a version with its files as one tar file')
      .argument('<model>', 'NAME@VERSION')
      .option('--out <file>', 'where to; else NAME-VERSION.tar')
      .action(
        run(async (model: string, options: ChangeOptions & { out?: string }) =>
          (await load()).exportModel(context, model, options),
        ),
      ),
    [['opsmith models export churn@production --out churn.tar', 'the version in production']],
  );
  withExamples(
    change('import', 'register what was exported, after every byte was checked')
      .argument('<file>', 'what `opsmith models export` wrote')
      .option('--name <name>', 'under another name')
      .option('--as <version>', 'with another number')
      .action(
        run(async (file: string, options: ChangeOptions & { name?: string; as?: string }) =>
          (await load()).importModel(context, file, options),
        ),
      ),
    [['opsmith models import churn.tar', 'with its name and number']],
  );
  withExamples(
    change(
      'prune',
      'take away files that no version needs, and with --keep old versions; asks before it deletes',
    )
      .option(
        '--keep <number>',
        'of each model, delete what is older than the newest so many and not in use',
        positive,
      )
      .option('--dry-run', 'only say what would go')
      .option('-y, --yes', 'do it without asking')
      .action(
        run(async (options: ChangeOptions & { keep?: number; dryRun?: boolean }) =>
          (await load()).pruneModels(context, options),
        ),
      ),
    [['opsmith models prune --keep 5 --dry-run', 'what would go?']],
  );
}
