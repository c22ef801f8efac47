import { InvalidArgumentError, Option } from 'commander';
import type { ReviewFormat } from '../../../src/review/index.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export interface ReviewOptions {
  language?: string;
  format?: ReviewFormat;
  json?: boolean;
  /** Where to print to in place of standard output. */
  output?: string;
  /** Further files to write the same review to. */
  report?: { format: ReviewFormat; file: string }[];
  failOn?: 'low' | 'medium' | 'high' | 'critical';
  /** 0..1 */
  minScore?: number;
  /** A revision, A..B or A...B. */
  diff?: string;
  staged?: boolean;
  /** False where new files that Git does not track don't count. */
  untracked?: boolean;
  baseline?: string;
  writeBaseline?: string;
  /** Whether `sarif` holds the findings that stay quiet. */
  suppressed?: boolean;
  /** Whether rules that are off by default speak too. */
  rules?: 'default' | 'all';
  /** Whether findings that are unlikely to be accepted are shown too. */
  all?: boolean;
  /** Reviews again after each change. */
  watch?: boolean;
  /** False where every file is to be measured again. */
  cache?: boolean;
  /** Whether a language model proposes findings too. */
  modelFindings?: 'auto' | 'on' | 'off';
  /** What its findings may cost. */
  budget?: string;
  /** Mend what is safe to mend; only shown without `write`. */
  fix?: boolean;
  write?: boolean;
  /** Where all mends go as one patch; `-` is standard output. */
  patch?: string;
}

// Named here once more, so that building the command tree loads nothing of the review.
const formats = [
  'text',
  'json',
  'sarif',
  'markdown',
  'github',
  'junit',
] as const satisfies readonly ReviewFormat[];

export function addReviewCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('review')
    .description('review code: what is wrong, where, and what to do')
    .argument(
      '[path...]',
      'files and folders; - reads standard input; with --diff and --staged the folder you are in',
    )
    .option('--language <language>', 'take this language, whatever names and content say')
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
    .option('--json', 'the same as --format json')
    .option('--output <file>', 'print to this file, written whole or not at all')
    .option(
      '--report <format=file>',
      'write a file besides, such as sarif=review.sarif; may be repeated',
      addReport,
    )
    .option('--diff <ref>', 'only lines changed since this revision; A..B and A...B compare two')
    .option('--staged', 'only what is staged, as it is staged; with --diff, against that revision')
    .option('--no-untracked', 'with --diff: leave out new files that Git does not track')
    .option('--baseline <file>', 'findings in this file are known, and stay quiet')
    .option('--write-baseline <file>', 'write all findings to this file as known')
    .option('--no-suppressed', 'leave findings that stay quiet out of sarif, where they stand as suppressed')
    .addOption(
      new Option('--rules <which>', 'all: rules that are off by default speak too').choices([
        'default',
        'all',
      ]),
    )
    .option('--all', 'show what is unlikely to be accepted too, by what you judged before')
    .option('--watch', 'review again after each change, and tell what is new and what is gone')
    .option('--no-cache', 'measure every file again, whatever is known from before')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 where a finding is at least this grave').choices([
        'low',
        'medium',
        'high',
        'critical',
      ]),
    )
    .option('--fix', 'mend what is safe to mend; shows the patch, and writes nothing without --write')
    .option('--write', 'with --fix: change the files')
    .option('--patch <file>', 'write what can be mended as one patch')
    .option('--min-score <score>', 'exit with 1 where the score is below this, 0 to 1', parseScore)
    .addOption(
      new Option('--model-findings <when>', 'let a language model propose findings too').choices([
        'auto',
        'on',
        'off',
      ]),
    )
    .option('--budget <amount>', 'what a model’s findings may use: 20calls, 60s, 0.05usd, or several')
    .action(
      run(async (paths: string[], options: ReviewOptions) => {
        const { repeatReview } = await import('../code/repeat-review.ts');
        const repeated = await repeatReview(context, paths, options);
        if (repeated !== null) return repeated;
        context.tuneEngine?.();
        const { review } = await import('../code/review.ts');
        return review(context, paths, options);
      }),
    );
  withExamples(command, [
    ['opsmith review src', 'every file of a folder'],
    ['opsmith review src/app.js --json', 'as JSON, for programs'],
    ['opsmith review src --format sarif --output review.sarif', 'for code scanning'],
    ['opsmith review src --fail-on high', 'in CI: exit with 1 for high and critical findings'],
    ['opsmith review src --fix', 'what would be mended; --fix --write mends it'],
    ['opsmith review src --budget 20calls,60s', 'with a model’s findings, as far as that goes'],
    ['opsmith review --diff main', 'only what you changed, new files too'],
    ['opsmith review src --watch', 'while you work'],
    ['opsmith review --staged', 'before a commit, as it will be committed'],
    ['opsmith review src --baseline .opsmith-baseline.json', 'only what is not known yet'],
    ['cat app.py | opsmith review - --language python', 'standard input'],
  ]);
}

function addReport(text: string, before: ReviewOptions['report'] = []): ReviewOptions['report'] {
  const equals = text.indexOf('=');
  const format = formats.find((each) => each === text.slice(0, Math.max(0, equals)));
  const file = text.slice(equals + 1);
  if (format === undefined || file === '')
    throw new InvalidArgumentError(
      `A report is a format and a file, as in sarif=review.sarif; formats are ${formats.join(', ')}.`,
    );
  return [...before, { format, file }];
}

function parseScore(text: string): number {
  const score = Number(text);
  if (text.trim() === '' || !(score >= 0 && score <= 1))
    throw new InvalidArgumentError(`A score is a number from 0 to 1; got ${JSON.stringify(text)}.`);
  return score;
}
