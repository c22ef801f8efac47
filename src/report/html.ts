/** HTML that is safe to put into a page. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | null | undefined | false | readonly Part[];

/** Writes HTML: everything that is put in is escaped, unless it is HTML itself. null, undefined and false put in nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let result = texts[0]!;
  for (const [index, part] of parts.entries()) result += toText(part) + texts[index + 1]!;
  return { html: result };
}

function toText(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if (isList(part)) return part.map(toText).join('');
  return part.html;
}

function isList(part: Html | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part);
}

/** HTML that was made elsewhere and is known to be safe: pictures of `src/plots`, the page's own style. */
export function trusted(text: string): Html {
  return { html: text };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text as HTML, also within quoted attributes; what could reorder or hide it becomes a visible mark. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(controls, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
