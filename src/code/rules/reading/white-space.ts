/** Whether a text has white space in it, or what may be some: asked of thousands of short texts, of which few have any. */
function hasSpace(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code >= 127) return true;
  }
  return false;
}

/** A text without its white space. */
export function withoutSpace(text: string): string {
  return hasSpace(text) ? text.replace(/\s+/g, '') : text;
}

/** A text on one line: each stretch of white space as one space. */
export function onOneLine(text: string): string {
  let wasSpace = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isSpace = code === 32;
    if ((isSpace && wasSpace) || code < 32 || code >= 127) return text.replace(/\s+/g, ' ');
    wasSpace = isSpace;
  }
  return text;
}
