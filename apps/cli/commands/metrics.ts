import { InvalidArgumentError, Option } from 'commander';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

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
    ['opsmith metrics src --coverage coverage/lcov.info', 'with test coverage'],
  ]);
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
