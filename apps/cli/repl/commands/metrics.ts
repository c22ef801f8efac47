import { InputError } from '../../../../src/errors/index.ts';
import type { SlashCommand } from '../slash-command.ts';
import { runTurn } from '../turn.ts';

export const metricsCommand: SlashCommand = {
  name: 'metrics',
  usage: 'FILE…',
  does: 'measure files or folders',
  async run(session, paths) {
    if (paths.length === 0)
      throw new InputError(
        'missing-path',
        'Name a file or folder: /metrics src/app.js. To measure pasted code, just paste it.',
      );
    const step = { agent: 'code-analyst', action: 'measure_code', arguments: { paths: [...paths] } };
    return { status: await runTurn(session, `/metrics ${paths.join(' ')}`, [step]) };
  },
};
