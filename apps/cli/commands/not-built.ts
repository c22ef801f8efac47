import { OpsmithError } from '../../../src/errors/index.ts';
import type { CommandParts } from '../program.ts';

/** Commands that are planned and answer that they are not there yet, so that nobody looks for their spelling. */
const planned: readonly (readonly [name: string, does: string])[] = [
  ['drift', 'drift between two tables'],
  ['serve', 'HTTP server'],
  ['worker', 'background worker'],
];

export function addNotBuiltCommands({ program, run }: CommandParts): void {
  for (const [name, does] of planned) {
    program
      .command(name)
      .description(does)
      .allowUnknownOption()
      .allowExcessArguments()
      .option('--json', 'print the answer as JSON')
      .action(
        run(async () => {
          throw new OpsmithError(
            'not-built-yet',
            `\`opsmith ${name}\` (${does}) is planned and not built yet; \`opsmith --help\` shows what is.`,
            1,
          );
        }),
      );
  }
}
