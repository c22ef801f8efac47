import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export interface CompareCommandOptions {
  language?: string;
  json?: boolean;
}

export function addCompareCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('compare')
    .description('compare two versions of code: figures, findings, and which is better')
    .argument('<old>', 'a file or folder; - reads standard input')
    .argument('<new>', 'a file or folder; - reads standard input')
    .option('--language <language>', 'take this language, whatever names and content say')
    .option('--json', 'as JSON, for programs')
    .action(
      run(async (old: string, young: string, options: CompareCommandOptions) => {
        const { compare } = await import('../code/compare.ts');
        return compare(context, { old, new: young }, options);
      }),
    );
  withExamples(command, [
    ['opsmith compare old/cart.js new/cart.js', 'two files'],
    ['opsmith compare ../main/src src --json', 'two folders, as JSON'],
    ['git show HEAD~1:src/cart.js | opsmith compare - src/cart.js', 'an earlier version'],
  ]);
}
