const file = String.raw`((?:[\w@.-]+[\\/])*[\w@-][\w@.-]*\.[A-Za-z]\w{0,4})`;
const opens = '^(?:(?:so|and|but|ok|hey|please|tell me) )*';
const shapes = [
  `(?:are|is) there (?:any |some |enough )?tests? (?:missing |lacking )?(?:for|of|in|to) ${file}(?: missing)?`,
  `(?:are|is) (?:any |some )?tests? (?:missing|lacking) (?:for|of|in|from) ${file}`,
  `(?:what|which) tests? (?:are|is) (?:missing|lacking) (?:for|of|in|from) ${file}`,
  `(?:any |what |which )?(?:missing|lacking) tests? (?:for|of|in) ${file}`,
  `(?:does|do|has) ${file} (?:have|has|lack|miss|got|need)(?: any| some| enough| more)? tests?`,
  `is ${file} (?:well |properly |fully )?(?:tested|covered by(?: any)? tests?|under test)`,
].map((shape) => new RegExp(`${opens}${shape}$`, 'i'));

/** The file of which a text asks whether it has tests, or lacks some; null for any other text. */
export function testsAsked(text: string): string | null {
  const plain = text
    .replace(/\s+/g, ' ')
    .replace(/[`"“”]/g, '')
    .trim()
    .replace(/[\s?!.]+$/, '');
  for (const shape of shapes) {
    const found = shape.exec(plain)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
