import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { rules } from '../../src/code/index.ts';
import { findRule, ruleText } from './tools/explain-rule.ts';

/** The rules as resources: `opsmith://rules` lists them, `opsmith://rules/ID` explains one; ids can be completed. */
export function addRuleResources(server: McpServer): void {
  const list = () =>
    rules
      .map(({ id, category, severity, title }) => `- ${id} (${category}, ${severity}): ${title}`)
      .join('\n');
  server.registerResource(
    'rules',
    'opsmith://rules',
    { title: 'Rules of the review', description: 'Every rule by its id.', mimeType: 'text/markdown' },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: 'text/markdown', text: list() }] }),
  );
  const template = new ResourceTemplate('opsmith://rules/{id}', {
    // The list above has them; a hundred entries in a picker help nobody.
    list: undefined,
    complete: {
      id: (typed) => rules.map(({ id }) => id).filter((id) => id.startsWith(typed)),
    },
  });
  server.registerResource(
    'rule',
    template,
    { title: 'A rule of the review', description: 'What it finds and why.', mimeType: 'text/markdown' },
    (uri, { id }) => ({
      contents: [{ uri: uri.href, mimeType: 'text/markdown', text: ruleText(findRule(String(id))) }],
    }),
  );
}
