import { InvalidArgumentError, Option } from 'commander';
import type { Omission } from '../../../src/code/index.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

/** What `--without` takes. */
export const omissions: readonly Omission[] = ['findings', 'clones'];

/** What `--sort` takes; the first of each order is the one that deserves a look first. */
export const sortKeys = [
  'path',
  'sloc',
  'cyclomatic',
  'cognitive',
  'maintainability',
  'duplication',
  'debt',
] as const;
export type SortKey = (typeof sortKeys)[number];

export interface MetricsOptions {
  language?: string;
  format?: 'table' | 'json';
  json?: boolean;
  engine?: 'escomplex';
  coverage?: string;
  without?: readonly Omission[];
  custom?: boolean;
  sort: SortKey;
  top: number;
}

export function addMetricsCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('metrics')
    .description('measure code, no judgement')
    .argument('<path...>', 'files and folders; - reads standard input')
    .option('--language <language>', 'take this language, whatever names and content say')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .option('--json', 'the same as --format json')
    .addOption(new Option('--engine <engine>', "another engine's own report").choices(['escomplex']))
    .option('--coverage <file>', 'lcov or Cobertura file with test coverage')
    .addOption(
      new Option('--without <what>', 'leave out, and be faster (docs/metrics.md); several with commas')
        .choices(omissions)
        .argParser(omitted),
    )
    .option('--custom', 'a table of your own metrics too (docs/custom-rules.md)')
    .addOption(new Option('--sort <by>', 'order of the table').choices(sortKeys).default('path'))
    .option('--top <number>', 'at most so many files in the table', positive, 30)
    .action(
      run(async (paths: string[], options: MetricsOptions) => {
        const { measure } = await import('../code/measure.ts');
        return measure(context, paths, options);
      }),
    );
  withExamples(command, [
    ['opsmith metrics src', 'a table of files, and the functions that are hardest to follow'],
    ['opsmith metrics src --sort cognitive --top 10', 'the ten most tangled files'],
    ['opsmith metrics src/app.js --json', 'every figure, as JSON'],
    ['cat app.py | opsmith metrics - --language python', 'standard input'],
    ['opsmith metrics . --without findings,clones --json', 'measuring alone, several times as fast'],
    ['opsmith metrics src --coverage coverage/lcov.info', 'with test coverage'],
  ]);
}

/** What `--without` names, separated by commas; said twice, both count. */
function omitted(text: string, before: readonly Omission[] = []): readonly Omission[] {
  const named = new Set<Omission>(before);
  for (const word of text.split(',').map((each) => each.trim())) {
    const omission = omissions.find((each) => each === word);
    if (omission === undefined)
      throw new InvalidArgumentError(
        `${JSON.stringify(word)} can't be left out. What can: ${omissions.join(', ')}.`,
      );
    named.add(omission);
  }
  return omissions.filter((each) => named.has(each));
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
