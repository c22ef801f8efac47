import { done, type SlashCommand } from '../slash-command.ts';

export const agentsCommand: SlashCommand = {
  name: 'agents',
  usage: '',
  does: 'who is in the crew, and what each can do',
  async run({ bench, print }) {
    const parts = bench.agents.map(({ name, role, actions }) => {
      const list = actions.map(
        (action) =>
          `${action.name.replaceAll('_', ' ')}: “${action.examples[0]}”${action.execute === undefined ? ' *(not built yet)*' : ''}`,
      );
      return `**@${name}**: ${role}\n\n- ${list.join('\n- ')}`;
    });
    print(parts.join('\n\n'));
    return done;
  },
};
