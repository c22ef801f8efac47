import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';
import { positive } from './number-options.ts';

export interface ListOptions {
  limit: number;
  open?: boolean;
  rule?: string;
  file?: string;
  json?: boolean;
}

export function addRecommendationsCommand({ program, context, run }: CommandParts): void {
  const load = () => import('../learning/recommendations.ts');
  const recommendations = program
    .command('recommendations')
    .description('what was recommended, how it is ranked for you, and why');
  withExamples(recommendations, [
    ['opsmith recommendations list --open', 'what nobody has judged yet, the likeliest first'],
    ['opsmith recommendations show rec_0a1b2c3d4e', 'why it is ranked so'],
    ['opsmith recommendations rankers', 'which rankers there were, and which is live'],
  ]);
  withExamples(
    recommendations
      .command('list')
      .description('the recommendations of the latest reviews, in the order of what they are worth to you')
      .option('--open', 'only those that nobody has judged')
      .option('--rule <rule>', 'only of this rule')
      .option('--file <file>', 'only of this file')
      .option('--limit <number>', 'so many, the first first', positive, 50)
      .option('--json', 'print JSON')
      .action(run(async (options: ListOptions) => (await load()).listRecommendations(context, options))),
    [['opsmith recommendations list --rule loose-equality --limit 10', 'ten of a rule']],
  );
  withExamples(
    recommendations
      .command('show')
      .description('one with all that is known of it: what moved it, who said what')
      .argument('<recommendation>', 'its id, or the beginning of it')
      .option('--json', 'print JSON')
      .action(
        run(async (id: string, options: { json?: boolean }) =>
          (await load()).showRecommendation(context, id, options),
        ),
      ),
    [['opsmith recommendations show 0a1b --json', 'every effect with its verdicts']],
  );
  recommendations
    .command('rankers')
    .description('the rankers that were live, with what decided')
    .option('--json', 'print JSON')
    .action(run(async (options: { json?: boolean }) => (await load()).listRankers(context, options)));
  recommendations
    .command('retrain')
    .description('try other rankers on all verdicts; one takes over only if it is better beyond noise')
    .option('--json', 'print JSON')
    .action(run(async (options: { json?: boolean }) => (await load()).retrainRanker(context, options)));
  withExamples(
    recommendations
      .command('rollback')
      .description('go back to an earlier ranker')
      .argument('[version]', 'which; else the one before')
      .option('--json', 'print JSON')
      .action(
        run(async (version: string | undefined, options: { json?: boolean }) =>
          (await load()).rollBackRanker(context, version, options),
        ),
      ),
    [['opsmith recommendations rollback 0', 'to the one that everybody begins with']],
  );
}
