import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { highlight } from './highlight.ts';
import { createStyle, printable, type Style } from './style.ts';
import { renderTable } from './table.ts';
import { hardWrap, widthOf, wrap } from './width.ts';

export interface MarkdownOptions {
  columns: number;
  style: Style;
  hasUnicode?: boolean;
}

type Look = Required<MarkdownOptions>;

/**
 * Markdown laid out for a terminal, within `options.columns`, as lines without line feeds. Control characters in the text are shown, never
 * sent. An empty text gives no lines.
 */
export function renderMarkdown(markdown: string, options: MarkdownOptions): string[] {
  const look = { hasUnicode: true, ...options };
  return renderBlocks(lexer(printable(markdown)), look);
}

function renderBlocks(tokens: readonly Token[], look: Look): string[] {
  const lines: string[] = [];
  let before: string | null = null;
  for (const token of tokens) {
    const block = renderBlock(token as MarkedToken, look);
    if (block.length === 0) continue;
    if (before !== null && !(before === 'text' && token.type === 'list')) lines.push('');
    lines.push(...block);
    before = token.type;
  }
  return lines;
}

function renderBlock(token: MarkedToken, look: Look): string[] {
  const { style, columns } = look;
  switch (token.type) {
    case 'heading':
      return renderHeading(token, look);
    case 'paragraph':
      return wrap(inline(token.tokens, look), columns);
    case 'text':
      return wrap(token.tokens ? inline(token.tokens, look) : decode(token.text), columns);
    case 'code':
      return renderCode(token, look);
    case 'list':
      return renderList(token, look);
    case 'blockquote':
      // What stands on lines of its own is said apart, such as one warning after the other.
      return renderBlocks(lexer(token.text, { breaks: true }), { ...look, columns: columns - 2 }).map(
        (line) => `${style.dim(look.hasUnicode ? '│' : '|')} ${line}`,
      );
    case 'table':
      return renderMarkdownTable(token, look);
    case 'hr':
      return [style.dim((look.hasUnicode ? '─' : '-').repeat(Math.min(columns, 40)))];
    case 'html':
      return wrap(decode(token.text.trim()), columns).filter((line) => line !== '');
    default:
      return [];
  }
}

function renderHeading(token: Tokens.Heading, look: Look): string[] {
  const { style } = look;
  // Inner styles would end the heading's own, so a heading is plain text in one style.
  const lines = wrap(inline(token.tokens, { ...look, style: createStyle(false) }), look.columns);
  if (!style.isOn) return lines.map((line) => `${'#'.repeat(token.depth)} ${line}`);
  return lines.map((line) => (token.depth <= 2 ? style.bold(style.cyan(line)) : style.bold(line)));
}

/** Code beside a bar: it can be read, and told apart from what is around it, at any width. */
function renderCode(token: Tokens.Code, look: Look): string[] {
  const { style } = look;
  const language = token.lang?.split(/\s/)[0]?.toLowerCase() || null;
  const bar = style.dim(look.hasUnicode ? '│' : '|');
  return highlight(token.text, language, style)
    .flatMap((line) => hardWrap(line, look.columns - 2))
    .map((line) => `${bar} ${line}`);
}

function renderList(list: Tokens.List, look: Look): string[] {
  const start = Number(list.start || 1);
  const isLoose = list.items.some((item) => item.loose);
  return list.items.flatMap((item, index) => {
    const lines = renderItem(item, list.ordered ? `${start + index}.` : look.hasUnicode ? '•' : '-', look);
    return isLoose && index > 0 ? ['', ...lines] : lines;
  });
}

function renderItem(item: Tokens.ListItem, mark: string, look: Look): string[] {
  const box = item.task ? `${item.checked ? '[x]' : '[ ]'} ` : '';
  const indent = ' '.repeat(mark.length + 1);
  const tokens = item.tokens.filter((token) => token.type !== 'checkbox');
  const lines = renderBlocks(tokens, { ...look, columns: Math.max(8, look.columns - indent.length) });
  if (lines.length === 0) lines.push('');
  return lines.map((line, index) => {
    if (index === 0) return `${look.style.cyan(mark)} ${box}${line}`;
    return line === '' ? '' : indent + line;
  });
}

function renderMarkdownTable(table: Tokens.Table, look: Look): string[] {
  const cell = ({ tokens }: Tokens.TableCell) => inline(tokens, look).replaceAll('\n', ' ');
  const columns = table.header.map((head, index) => ({
    title: inline(head.tokens, { ...look, style: createStyle(false) }),
    // Titles of numbers wrap before what they stand beside does.
    ...(table.align[index] === 'right' ? { align: 'right' as const, shrink: 2 } : {}),
  }));
  return renderTable(
    columns,
    table.rows.map((row) => row.map(cell)),
    { columns: look.columns, style: look.style, look: 'frame', hasUnicode: look.hasUnicode },
  );
}

function inline(tokens: readonly Token[], look: Look): string {
  return tokens.map((token) => inlineToken(token as MarkedToken, look)).join('');
}

function inlineToken(token: MarkedToken, look: Look): string {
  const { style } = look;
  switch (token.type) {
    case 'strong':
      return style.bold(inline(token.tokens, look));
    case 'em':
      return style.italic(inline(token.tokens, look));
    case 'del':
      return style.strike(inline(token.tokens, look));
    case 'codespan':
      // Code that holds ticks itself is plain without them.
      return style.isOn
        ? style.cyan(token.text)
        : token.text.includes('`')
          ? token.text
          : `\`${token.text}\``;
    case 'br':
      return '\n';
    case 'link':
      return renderLink(token, look);
    case 'image':
      return `${token.text || 'image'} (${token.href})`;
    case 'text':
      return token.tokens ? inline(token.tokens, look) : decode(token.text).replaceAll('\n', ' ');
    default:
      return decode('text' in token && typeof token.text === 'string' ? token.text : token.raw);
  }
}

function renderLink(token: Tokens.Link, look: Look): string {
  const text = inline(token.tokens, look);
  // What looks like an address of mail is mostly a version: `churn@1.0.0`.
  if (token.href === `mailto:${token.text}`) return text;
  const isSame = token.href === token.text;
  return isSame || widthOf(text) === 0
    ? look.style.underline(token.href)
    : `${text} (${look.style.underline(token.href)})`;
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

function decode(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (whole, name: string) => entities[name] ?? whole);
}
