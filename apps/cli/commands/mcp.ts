import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export function addMcpCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('mcp')
    .description('MCP server on standard input and output, for the assistant of an editor')
    .action(
      run(async () => {
        const { serveMcp } = await import('../../mcp/serve.ts');
        return serveMcp(context);
      }),
    );
  withExamples(command, [
    ['opsmith mcp', 'serve the current folder; docs/mcp.md says how to register it in an editor'],
  ]);
}
