import { describe, expect, it } from 'vitest';
import { createMarkdownStream } from '../../../../apps/cli/render/markdown-stream.ts';
import { renderMarkdown } from '../../../../apps/cli/terminal/markdown.ts';
import { createScreen } from '../../../../apps/cli/terminal/screen.ts';
import { createStyle } from '../../../../apps/cli/terminal/style.ts';
import { VirtualTerminal } from '../terminal/virtual-terminal.ts';

const screen = createScreen(new VirtualTerminal(60, 24).stream, { NO_COLOR: '1' });

const markdown = `# Title

A paragraph of some words, long enough to be wrapped on this terminal of sixty columns.

| a | b |
|---|---|
| 1 | 2 |

- one
- two

\`\`\`js
const a = 1;

const b = 2;
\`\`\`

The end.
`;

describe('Markdown that is streamed', () => {
  it.each([1, 7, 40])('gives the same lines as the whole, in pieces of %i', (size) => {
    const stream = createMarkdownStream(screen);
    const lines: string[] = [];
    for (let at = 0; at < markdown.length; at += size) {
      stream.push(markdown.slice(at, at + size));
      lines.push(...stream.takeFinished());
    }
    lines.push(...stream.end());
    expect(lines).toEqual(renderMarkdown(markdown, { columns: 60, style: createStyle(false) }));
    expect(stream.text).toBe(markdown);
  });

  it('previews the block that is still being written', () => {
    const stream = createMarkdownStream(screen);
    stream.push('Done.\n\n```js\nconst a');
    expect(stream.takeFinished()).toEqual(['Done.']);
    expect(stream.preview()).toEqual(['', '│ const a']);
  });
});
