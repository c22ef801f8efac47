/**
 * A result's text without the code that it quotes. What plans and words for people needs names and figures; the code would only cost tokens, and
 * may hold sentences that are written for a model to read.
 */
export function withoutQuotedCode(markdown: string): string {
  return markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '(code)');
}
