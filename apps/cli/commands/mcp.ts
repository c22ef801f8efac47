import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../../src/errors/index.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export function addMcpCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('mcp')
    .description('MCP server on standard input and output, for the assistant of an editor')
    .argument('[folder]', 'the workspace, which no tool reads outside of; the current folder by default')
    .action(
      run(async (folder: string = '.') => {
        const cwd = resolve(context.cwd, folder);
        if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
          throw new InputError('no-workspace', `${cwd} is no folder. Name the workspace to serve.`);
        const { serveMcp } = await import('../../mcp/serve.ts');
        return serveMcp({ ...context, cwd });
      }),
    );
  withExamples(command, [
    ['opsmith mcp', 'serve the current folder; docs/mcp.md says how to register it in an editor'],
    ['opsmith mcp ~/projects/shop', 'serve another, where the editor starts its servers elsewhere'],
  ]);
}
