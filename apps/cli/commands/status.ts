import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export function addStatusCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('status')
    .description('what is running and how it is: runs, models, what they cost')
    .option('--json', 'print JSON')
    .action(run((options: { json?: boolean }) => showStatus(context, options)));
  withExamples(command, [
    ['opsmith status', 'a short overview'],
    ['opsmith status --json', 'the same for programs'],
  ]);
}

async function showStatus(context: CliContext, options: { json?: boolean }): CommandResult {
  const [{ readStatus }, { renderStatus }] = await Promise.all([
    import('../machine/status.ts'),
    import('../render/status-text.ts'),
  ]);
  const status = await readStatus(context);
  if (options.json) printJson(context, status);
  else for (const line of renderStatus(status, context.out)) context.out.line(line);
  return 0;
}
