import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { formatReview } from '../../../../src/review/index.ts';
import { fileOf, findingOf, hostile, optionsFor, reviewOf } from './a-review.ts';

const format = (...words: Parameters<typeof reviewOf>) =>
  formatReview(reviewOf(...words), 'markdown', optionsFor());

/** The HTML elements of a page, and its text without code, as a service sees it that looks for mentions and addresses. */
function pageOf(markdown: string) {
  const html = marked.parse(markdown, { async: false, gfm: true });
  const elements = [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)].map(([, name, rest]) => name + rest!);
  const prose = html
    .replace(/<(pre|code)\b[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
  return { html, prose, elements: new Set(elements.map((element) => element.trim())) };
}

/** Everything that our own pages are made of. */
const ours =
  /^(?:h3|table|thead|tbody|tr|th|td|details(?: open)?|summary|b|p|strong|pre|ul|li|code(?: class="language-[a-z]+")?|)$/;

describe('the Markdown format', () => {
  it('counts, lists and shows the findings', () => {
    const text = format([
      findingOf({ quote: 'db.query("a" + name)', severity: 'critical', line: 3 }),
      findingOf({ quote: 'b', severity: 'low', suggestion: null }),
    ]);
    expect(text).toContain('### opsmith: 2 findings (1 critical, 1 low) in 1 file');
    expect(text).toContain('| critical | `src/app.js:3` | SQL put together from values | `sql-injection` |');
    expect(text).toContain('```js\ndb.query("a" + name)\n```');
    expect(text).toContain('Whoever chooses `name` can change the statement.');
    expect(text).toContain('**Instead:** Pass the values apart.');
    expect(pageOf(text).elements).toContain('details open');
  });

  it('says when there is nothing to say', () => {
    expect(format([], { files: [fileOf('src/app.js')] })).toContain('### opsmith: no findings in 1 file');
  });

  it('shows a patch, what does not parse and what was left out', () => {
    const text = format([findingOf({ quote: 'a', patch: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n' })], {
      files: [fileOf('a.js', { errors: [{ line: 3, message: 'Unexpected token.' }] })],
      skipped: [{ path: 'b.js', code: 'binary', reason: 'it is not text' }],
    });
    expect(text).toContain('```diff\n--- a/x');
    expect(text).toContain('- `a.js` does not parse at line 3: Unexpected token.');
    expect(text).toContain('- `b.js` was left out: it is not text.');
  });

  it('shows the words of a model, and whose they are', () => {
    const text = format([], { decidedBy: 'ollama:qwen', summary: { text: 'Fine *work*.' } });
    expect(text).toContain('Fine \\*work\\*.');
    expect(text).toContain('decided by ollama:qwen');
    expect(format([])).not.toContain('One finding.');
  });

  it('stays within what a comment holds, and says how much it left out', () => {
    const many = Array.from({ length: 3000 }, (_, line) =>
      findingOf({ quote: 'x'.repeat(380), line: line + 1 }),
    );
    const text = format(many);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\n\d+ findings more, which a comment has no room for\.\n/);
    expect(text).toContain('… and 2950 more');
    const wide = format(
      Array.from({ length: 60 }, (_, line) =>
        findingOf({
          quote: 'x',
          line: line + 1,
          file: `${'d/'.repeat(2000)}${line}.js`,
          title: 't'.repeat(999),
        }),
      ),
    );
    expect(wide.length).toBeLessThan(65_536);
  });

  it.each(hostile)('shows %j and does nothing that it says', (text) => {
    const finding = findingOf({
      quote: text,
      title: text,
      message: text,
      suggestion: text,
      rule: text,
      file: `src/${text}.js`,
      patch: `--- a\n+++ b\n@@ -1 +1 @@\n-${text}\n`,
    });
    const markdown = format([finding], {
      decidedBy: 'a:model',
      summary: { text },
      files: [fileOf(finding.file, { errors: [{ line: 1, message: text }] })],
      skipped: [{ path: text, code: 'binary', reason: text }],
    });
    const { elements, prose, html } = pageOf(markdown);
    for (const element of elements) expect(element).toMatch(ours);
    expect(prose).not.toMatch(/@[\w-]|#\d|\bGH-\d|:\/\/|\bwww\./i);
    // The table has its row, and each row four cells.
    expect(html.match(/<td>/g)).toHaveLength(4);
    expect(html.match(/<details/g)).toHaveLength(1);
    expect(html).toContain('rec_0123456789');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(markdown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
  });
});
