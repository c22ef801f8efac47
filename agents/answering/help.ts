import type { ActionDefinition, AgentDefinition } from '../define.ts';
import { purposeOf } from '../purpose.ts';

/** What the crew can do now and what it will, from the declarations. */
export function helpText(agents: readonly AgentDefinition[]): string {
  const lines = (isBuilt: boolean) =>
    agents.flatMap(({ name, actions }) => {
      const some = actions.filter(({ execute }) => (execute !== undefined) === isBuilt);
      const said = some.map((action) => `- ${purposeOf(action)}: “${action.examples[0]}”`);
      return some.length === 0 ? [] : [`**${name}**\n\n${said.join('\n')}\n`];
    });
  const built = lines(true);
  const planned = lines(false);
  const parts = [
    `Say what you want in your own words, or paste code. This works now:\n\n${built.join('\n')}`,
  ];
  if (planned.length > 0) parts.push(`This I understand, but it is not built yet:\n\n${planned.join('\n')}`);
  parts.push('Address an agent with “@code-analyst …”. `/help` lists the commands.');
  return parts.join('\n\n');
}

/** How to ask for an action. */
export function howToText({ name, when, examples, execute, input }: ActionDefinition): string {
  const say = examples.slice(0, 3).map((example) => `- ${example}`);
  const names = Object.keys(input.shape);
  const takes =
    names.length === 0 ? '' : ` It takes ${names.map((argument) => `\`${argument}\``).join(', ')}.`;
  const missing =
    execute === undefined ? `\n\nI understand such requests, but \`${name}\` is not built yet.` : '';
  return `${when}${takes} Say, for example:\n\n${say.join('\n')}${missing}`;
}
