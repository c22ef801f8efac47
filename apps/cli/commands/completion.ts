import { Argument } from 'commander';
import { type Shell, shells } from '../completion/scripts.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export function addCompletionCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('completion')
    .description('completion of commands, options, paths and ids for your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action(
      run(async (shell: Shell) => {
        const { completionScript } = await import('../completion/scripts.ts');
        context.out.write(completionScript(shell));
        return 0;
      }),
    );
  withExamples(command, [
    ['eval "$(opsmith completion bash)"', 'in ~/.bashrc'],
    ['eval "$(opsmith completion zsh)"', 'in ~/.zshrc, after compinit'],
    ['opsmith completion fish > ~/.config/fish/completions/opsmith.fish', 'once'],
  ]);
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(
      run(async (words: string[]) => {
        const [{ findCandidates }, { createDynamicValues }] = await Promise.all([
          import('../completion/candidates.ts'),
          import('../completion/dynamic-values.ts'),
        ]);
        const [typed = '', ...before] = words;
        const found = await findCandidates(program, before, typed, createDynamicValues(context));
        for (const { word, means } of found.words) context.out.line(`${word}\t${means}`);
        if (found.paths) context.out.line(':paths');
        return 0;
      }),
    );
}
