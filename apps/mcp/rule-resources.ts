import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { explainRule, findRule, listRules } from '../../src/code/index.ts';
import type { Workspace } from './workspace.ts';

const mimeType = 'text/markdown';

/** The rules as resources: `opsmith://rules` lists them, `opsmith://rules/ID` explains one; ids can be completed. */
export function addRuleResources(server: McpServer, { settings }: Pick<Workspace, 'settings'>): void {
  const all = async () => listRules((await settings()).ruleset);
  server.registerResource(
    'rules',
    'opsmith://rules',
    { title: 'Rules of the review', description: 'Every rule by its id.', mimeType },
    async (uri) => {
      const lines = (await all()).map(
        ({ id, category, severity, title, enabled }) =>
          `- ${id} (${category}, ${severity}${enabled ? '' : ', off'}): ${title}`,
      );
      return { contents: [{ uri: uri.href, mimeType, text: lines.join('\n') }] };
    },
  );
  const template = new ResourceTemplate('opsmith://rules/{id}', {
    // The list above has them; more than a hundred entries in a picker help nobody.
    list: undefined,
    complete: {
      id: async (typed) => (await all()).map(({ id }) => id).filter((id) => id.startsWith(typed)),
    },
  });
  server.registerResource(
    'rule',
    template,
    { title: 'A rule of the review', description: 'What it finds and why.', mimeType },
    async (uri, { id }) => {
      const rule = findRule((await settings()).ruleset, String(id));
      return { contents: [{ uri: uri.href, mimeType, text: explainRule(rule) }] };
    },
  );
}
