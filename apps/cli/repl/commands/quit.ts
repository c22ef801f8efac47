import type { SlashCommand } from '../slash-command.ts';

export const quitCommand: SlashCommand = {
  name: 'quit',
  usage: '',
  does: 'leave',
  run: async () => ({ status: 0, leaves: true }),
};
