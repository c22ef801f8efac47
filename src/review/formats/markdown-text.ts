import { onOneLine, withoutControls } from './plain.ts';

/** Code or words from outside, as Markdown that shows them and does nothing else. */

// What means something in GitHub's Markdown wherever it stands, and what does at the beginning of a line.
const marks = /[\\`*_[\]<>|~&$]/g;
const beginnings = /^(?:[#+=:>-]|\d+(?=[.)]))/;
/** Stands between two characters without being seen and without a place to break the line. */
const joiner = '\u2060';

/**
 * Words of a sentence. GitHub looks for mentions, references and addresses after the Markdown is gone, where no backslash helps: an invisible
 * character within keeps them from being one, so that code under review notifies nobody and links nowhere.
 */
export function markdownText(text: string): string {
  // What stands between two backticks is code: our own sentences name things so.
  return onOneLine(text)
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part) : escaped(part)))
    .join('');
}

function escaped(text: string): string {
  return withoutReferences(text)
    .replace(marks, (mark) => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : `\\${mark}`))
    .replace(beginnings, (beginning) => (/^\d/.test(beginning) ? `${beginning}${joiner}` : `\\${beginning}`));
}

/** Text within an HTML element on one line, such as a summary: Markdown means nothing there. */
export function htmlText(text: string): string {
  return withoutReferences(onOneLine(text)).replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!,
  );
}

function withoutReferences(text: string): string {
  return text
    .replace(/@(?=[\p{L}\p{N}_-])/gu, `@${joiner}`)
    .replace(/#(?=\d)/g, `#${joiner}`)
    .replace(/\b(GH)(?=-\d)/gi, `$1${joiner}`)
    .replace(/:(?=\/\/)/g, `:${joiner}`)
    .replace(/\b(www|mailto|xmpp)(?=[.:])/gi, `$1${joiner}`);
}

/** Code within a line: a fence longer than any run of backticks in it. */
export function codeSpan(text: string): string {
  const code = onOneLine(text);
  const fence = '`'.repeat(longestRun(code) + 1);
  const space = /^[` ]|[` ]$/.test(code) ? ' ' : '';
  return code === '' ? '' : `${fence}${space}${code}${space}${fence}`;
}

/** A code span in a cell of a table, where a bar would end the cell. */
export function codeCell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}

/** A block of code that nothing in it can end. */
export function codeBlock(code: string, language: string | null): string {
  const shown = withoutControls(code);
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${language ?? ''}\n${shown}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
