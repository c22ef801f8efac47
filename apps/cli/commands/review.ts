import { InvalidArgumentError, Option } from 'commander';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export interface ReviewOptions {
  language?: string;
  format?: 'text' | 'json';
  json?: boolean;
  failOn?: 'low' | 'medium' | 'high' | 'critical';
  /** 0..1 */
  minScore?: number;
}

export function addReviewCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('review')
    .description('review code: what is wrong, where, and what to do')
    .argument('<path...>', 'files and folders; - reads standard input')
    .option('--language <language>', 'take this language, whatever names and content say')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('--json', 'the same as --format json')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 where a finding is at least this grave').choices([
        'low',
        'medium',
        'high',
        'critical',
      ]),
    )
    .option('--min-score <score>', 'exit with 1 where the score is below this, 0 to 1', parseScore)
    .action(
      run(async (paths: string[], options: ReviewOptions) => {
        const { review } = await import('../code/review.ts');
        return review(context, paths, options);
      }),
    );
  withExamples(command, [
    ['opsmith review src', 'every file of a folder'],
    ['opsmith review src/app.js --json', 'as JSON, for programs'],
    ['opsmith review src --fail-on high', 'in CI: exit with 1 for high and critical findings'],
    ['cat app.py | opsmith review - --language python', 'standard input'],
  ]);
}

function parseScore(text: string): number {
  const score = Number(text);
  if (text.trim() === '' || !(score >= 0 && score <= 1))
    throw new InvalidArgumentError(`A score is a number from 0 to 1; got ${JSON.stringify(text)}.`);
  return score;
}
