import { done, type SlashCommand } from '../slash-command.ts';

export const agentsCommand: SlashCommand = {
  name: 'agents',
  usage: '',
  does: 'who is in the crew, and what each can do',
  async run({ bench, print }) {
    for (const { name, role, actions } of bench.agents) {
      const list = actions.map(
        (action) => `${action.name}${action.execute === undefined ? ' *(not built yet)*' : ''}`,
      );
      print(`**@${name}**: ${role}\n\n- ${list.join('\n- ')}\n`);
    }
    return done;
  },
};
