import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export function addDoctorCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('doctor')
    .description('what is missing on this machine')
    .option('--json', 'print JSON')
    .action(run((options: { json?: boolean }) => runDoctor(context, options)));
  withExamples(command, [
    ['opsmith doctor', 'each check with what to do about it'],
    ['opsmith doctor --json', 'the same for programs'],
  ]);
}

async function runDoctor(context: CliContext, options: { json?: boolean }): CommandResult {
  const { examine } = await import('../machine/doctor.ts');
  const checks = await examine(context);
  const isFit = checks.every(({ verdict }) => verdict !== 'problem');
  if (options.json) printJson(context, { fit: isFit, checks });
  else await printChecks(context, checks, isFit);
  return isFit ? 0 : 1;
}

async function printChecks(
  { out }: CliContext,
  checks: readonly import('../machine/doctor.ts').Check[],
  isFit: boolean,
): Promise<void> {
  const { wrap } = await import('../terminal/width.ts');
  const { style } = out;
  const marks = {
    ok: style.green(out.hasUnicode ? '✓' : 'ok'),
    note: style.yellow('!'),
    problem: style.red(out.hasUnicode ? '✗' : 'X'),
  };
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, verdict, message } of checks) {
    const [first, ...rest] = wrap(message, Math.max(12, out.columns - width - 4));
    out.line(`${marks[verdict]} ${style.bold(name.padEnd(width))}  ${first}`);
    for (const line of rest) out.line(`${' '.repeat(width + 4)}${line}`);
  }
  out.line(isFit ? 'opsmith can work here.' : style.red('Something that opsmith needs is missing.'));
}
