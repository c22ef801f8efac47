import type { CliContext, CommandResult } from '../context.ts';
import { printJson, warn } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export function addConfigCommand({ program, context, run }: CommandParts): void {
  const config = program.command('config').description('the configuration, and where each value comes from');
  withExamples(config, [
    ['opsmith config show', 'every key with its value and source'],
    ['opsmith config schema > schema.json', "the file's JSON Schema, for editors"],
    ['opsmith config path', 'which file is read'],
  ]);
  const show = config
    .command('show')
    .description('every key with its value and where it comes from')
    .option('--json', 'print JSON')
    .action(run((options: { json?: boolean }) => showConfig(context, options)));
  withExamples(show, [
    ['opsmith config show', 'a table'],
    ['OPSMITH_LIMITS_CALLS=5 opsmith config show --json', 'with a variable set'],
  ]);
  withExamples(
    config
      .command('schema')
      .description('the JSON Schema of opsmith.config.json')
      .option('--json', 'print JSON (it always does)')
      .action(run(() => printSchema(context))),
    [['opsmith config schema', 'print it']],
  );
  withExamples(
    config
      .command('path')
      .description('the configuration file that is read, and the folder of the state')
      .option('--json', 'print JSON')
      .action(run((options: { json?: boolean }) => showPath(context, options))),
    [['opsmith config path', 'print both']],
  );
}

async function showConfig(context: CliContext, options: { json?: boolean }): CommandResult {
  const [{ configKeys, loadConfig }, { wrap }] = await Promise.all([
    import('../../../src/config/index.ts'),
    import('../terminal/width.ts'),
  ]);
  const { config, file, sources, warnings } = await loadConfig({ cwd: context.cwd, env: context.env });
  for (const warning of warnings) warn(context, warning);
  if (options.json) {
    printJson(context, { file, config, sources });
    return 0;
  }
  const { out } = context;
  for (const { path, description, allowed } of configKeys()) {
    const source = sources[path] ?? 'default';
    const from = source === 'default' ? '' : ` (from ${'file' in source ? source.file : source.variable})`;
    const value = JSON.stringify(valueAt(config, path)) ?? 'not set';
    out.line(`${out.style.bold(path)} = ${out.style.cyan(value)}${from}`);
    for (const line of wrap(`${description} Allowed: ${allowed}.`, out.columns - 4))
      out.line(`    ${out.style.dim(line)}`);
  }
  return 0;
}

async function printSchema(context: CliContext): CommandResult {
  const { configJsonSchema } = await import('../../../src/config/index.ts');
  printJson(context, configJsonSchema());
  return 0;
}

async function showPath(context: CliContext, options: { json?: boolean }): CommandResult {
  const { homeFolder, loadConfig } = await import('../../../src/config/index.ts');
  const { config, file } = await loadConfig({ cwd: context.cwd, env: context.env });
  const home = homeFolder(config, context.cwd);
  if (options.json) printJson(context, { file, home });
  else {
    context.out.line(`configuration: ${file ?? 'none (defaults and OPSMITH_* variables)'}`);
    context.out.line(`state:         ${home}`);
  }
  return 0;
}

function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((here, part) => (here as Record<string, unknown> | undefined)?.[part], config);
}
