import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../../apps/cli/terminal/markdown.ts';
import { createStyle } from '../../../../apps/cli/terminal/style.ts';
import { widthOf } from '../../../../apps/cli/terminal/width.ts';

const plain = createStyle(false);
const render = (markdown: string, columns = 80) => renderMarkdown(markdown, { columns, style: plain });

const everything = `# Review of \`app.js\`

Score **0.82**, decided by *policy*; see [the docs](https://example.org/docs).

| file | cyclomatic | maintainability index |
|---|--:|--:|
| src/some/quite/long/path/to/a/file.ts | 12 | 65.2 |

1. First item, with a text that is long enough to be wrapped at forty columns
   \`\`\`js
   const greeting = "hello, wide world"; // and a comment after it
   \`\`\`
2. Second
   - [x] nested

> quoted

\`\`\`diff
- a
+ b
\`\`\`

---
日本語のテキストはこのように幅が二倍になるので、折り返しも違います。`;

describe('Markdown on a terminal', () => {
  it.each([80, 40, 20])('fits %i columns, whatever is in it', (columns) => {
    for (const style of [plain, createStyle(true)])
      for (const line of renderMarkdown(everything, { columns, style }))
        expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });

  it('lays a table out in a frame, numbers to the right', () => {
    expect(render('| file | n |\n|---|--:|\n| a.js | 12 |\n| b.js | 3 |')).toEqual([
      'file │  n',
      '─────┼───',
      'a.js │ 12',
      'b.js │  3',
    ]);
  });

  it('wraps cells where the table is too wide', () => {
    const lines = render(
      '| a | b |\n|---|---|\n| one two three four five six | seven eight nine ten eleven |',
      30,
    );
    expect(lines).toEqual([
      'a             │ b',
      '──────────────┼───────────────',
      'one two three │ seven eight',
      'four five six │ nine ten',
      '              │ eleven',
    ]);
  });

  it('breaks titles of numbers before the numbers, and paths after a slash', () => {
    const table =
      '| file | cyclomatic | maintainability |\n|---|--:|--:|\n| source/engine/parser.ts | 1,234 | 65.2 |';
    expect(render(table, 36)).toEqual([
      'file                 │ cyclo │ maint',
      '                     │ matic │ ainab',
      '                     │       │ ility',
      '─────────────────────┼───────┼──────',
      'source/engine/       │ 1,234 │  65.2',
      'parser.ts            │       │',
    ]);
  });

  it('turns a table into lists where no frame fits', () => {
    expect(render('| file name | cyclomatic |\n|---|--:|\n| a.js | 12 |\n| b.js | 3 |', 15)).toEqual([
      'file name: a.js',
      'cyclomatic: 12',
      '',
      'file name: b.js',
      'cyclomatic: 3',
    ]);
  });

  it('shows code beside a bar, to the letter', () => {
    expect(render('```js\nif (a) {\n  b("<&>");\n}\n```')).toEqual(['│ if (a) {', '│   b("<&>");', '│ }']);
  });

  it('hangs lists under their marks', () => {
    expect(render('- one two three\n- b\n  1. c', 12)).toEqual(['• one two', '  three', '• b', '  1. c']);
  });

  it('shows links with their address, once', () => {
    expect(render('[docs](https://x.org) and <https://y.org>')).toEqual([
      'docs (https://x.org) and https://y.org',
    ]);
  });

  it('takes a version for no address', () => {
    expect(render('**churn@1.0.0** is registered, a@b.org wrote.')).toEqual([
      'churn@1.0.0 is registered, a@b.org wrote.',
    ]);
  });

  it('keeps characters that Markdown writes as entities', () => {
    expect(render('a &lt; b &amp;&amp; c \\* d')).toEqual(['a < b && c * d']);
  });

  it('shows control characters instead of sending them', () => {
    const lines = render('before \u001b[2J\u001b]0;title\u0007 \u202eafter\n\n```\n\u001b[31mred\u009b\n```');
    const text = lines.join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain('␛[2J');
  });

  it('gives nothing for nothing', () => {
    expect(render('')).toEqual([]);
    expect(render('\n\n')).toEqual([]);
  });

  it('works without Unicode', () => {
    const lines = renderMarkdown('- a\n\n```\nb\n```', { columns: 40, style: plain, hasUnicode: false });
    expect(lines).toEqual(['- a', '', '| b']);
  });

  it('colours code without changing it', () => {
    const [line] = renderMarkdown('```js\nreturn "x" + 1; // done\n```', {
      columns: 80,
      style: createStyle(true),
    });
    expect(line).toContain('\u001b[35mreturn\u001b[39m');
    expect(line).toContain('\u001b[32m"x"\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: styles are taken off.
    expect(line!.replace(/\u001b\[\d+m/g, '')).toBe('│ return "x" + 1; // done');
  });
});
