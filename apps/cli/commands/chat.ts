import { loadInTurns } from '../../../src/turns/index.ts';
import { withExamples } from '../help.ts';
import { loadFoundations } from '../load-foundations.ts';
import type { CommandParts } from '../program.ts';

export function addChatCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('chat')
    .description('talk to the crew (this is what `opsmith` alone does)')
    .option('--thread <thread>', 'take up this conversation')
    .action(
      run(async (options: { thread?: string }) => {
        await loadFoundations();
        const { startRepl } = await loadInTurns([() => import('../repl/start-repl.ts')]);
        return startRepl(context, options);
      }),
    );
  withExamples(command, [
    ['opsmith', 'begin a conversation'],
    ['opsmith chat --thread release', 'take up the conversation "release", or begin it'],
    ["printf 'measure a.js\\nreview a.js\\n' | opsmith", 'each line is a turn'],
  ]);
}
