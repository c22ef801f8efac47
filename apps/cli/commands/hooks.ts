import { Option } from 'commander';
import type { Severity } from '../../../src/code/index.ts';
import { printJson } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

interface InstallOptions {
  failOn: Severity;
  chain?: boolean;
  json?: boolean;
}

export function addHooksCommand({ program, context, run }: CommandParts): void {
  const hooks = program.command('hooks').description('review what is staged before every commit');
  const findFolder = async () => {
    const { findHooksFolder } = await import('../hooks/hooks-folder.ts');
    return findHooksFolder(context);
  };

  const install = hooks
    .command('install')
    .description("write git's pre-commit hook; somebody else's hook is never overwritten")
    .addOption(
      new Option('--fail-on <severity>', 'what stops a commit')
        .choices(['low', 'medium', 'high', 'critical'])
        .default('high'),
    )
    .option('--chain', 'keep a hook that is there, and run it first')
    .option('--json', 'print the result as JSON')
    .action(
      run(async ({ failOn, chain = false, json }: InstallOptions) => {
        const { installHook } = await import('../hooks/manage-hook.ts');
        const { was, ...state } = installHook(await findFolder(), { failOn, chain });
        if (json) printJson(context, state);
        else {
          const done = was === 'installed' ? 'Written anew' : 'Installed';
          const first = state.before === null ? '' : `; ${state.before} runs first`;
          context.out.line(`${done}: ${state.path}${first}.`);
        }
        return 0;
      }),
    );
  withExamples(install, [
    ['opsmith hooks install', 'stop commits with high and critical findings'],
    ['opsmith hooks install --fail-on medium --chain', 'stricter, beside a hook that is there'],
  ]);

  hooks
    .command('uninstall')
    .description("take opsmith's hook away, and put back the one that was there before")
    .option('--json', 'print the result as JSON')
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const { uninstallHook } = await import('../hooks/manage-hook.ts');
        const { path, state, restored } = uninstallHook(await findFolder());
        if (json) printJson(context, { path, removed: state === 'installed', restored });
        else if (state === 'none') context.out.line(`There is no hook at ${path}.`);
        else context.out.line(`Taken away: ${path}${restored ? '; the hook from before is back' : ''}.`);
        return 0;
      }),
    );

  hooks
    .command('status')
    .description('whether the hook is there')
    .option('--json', 'print the answer as JSON')
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const { hookState } = await import('../hooks/manage-hook.ts');
        const folder = await findFolder();
        const state = hookState(folder);
        if (json) printJson(context, { ...state, hooksPath: folder.configured });
        else
          context.out.line(
            {
              none: `No hook: ${state.path} does not exist.`,
              foreign: `A hook that opsmith did not write: ${state.path}.`,
              installed: `Installed: ${state.path}, which stops commits with findings of ${state.failOn ?? 'its own choice'}${state.before === null ? '' : `; ${state.before} runs first`}.`,
            }[state.state],
          );
        return 0;
      }),
    );
}
