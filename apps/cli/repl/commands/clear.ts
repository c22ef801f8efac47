import { done, type SlashCommand } from '../slash-command.ts';

export const clearCommand: SlashCommand = {
  name: 'clear',
  usage: '',
  does: 'clear the screen (the conversation stays)',
  async run({ context }) {
    if (context.out.canRedraw) context.out.write('\u001b[2J\u001b[3J\u001b[H');
    return done;
  },
};
