import { InputError } from '../../../../src/errors/index.ts';
import type { SlashCommand } from '../slash-command.ts';
import { runTurn } from '../turn.ts';

export const reviewCommand: SlashCommand = {
  name: 'review',
  usage: 'FILE…',
  does: 'review files or folders',
  async run(session, paths) {
    if (paths.length === 0)
      throw new InputError(
        'missing-path',
        'Name a file or folder: /review src/app.js. To review pasted code, just paste it.',
      );
    const step = { agent: 'code-analyst', action: 'review_code', arguments: { paths: [...paths] } };
    return { status: await runTurn(session, `/review ${paths.join(' ')}`, [step]) };
  },
};
