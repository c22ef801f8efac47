/** Cuts text and code into the words that they are found by: identifiers are taken apart (`parseHTTPHeader` is parse, http, header). */

/** Words that say nothing of what a text is about. */
const empty = new Set(
  `about use used using any all also get gets a an and are as at be been but by can could did do does for from had has have how i if in into is it its may me my no not of on or our
  should so than that the their them then there these they this those to was we were what when where which who will with would you your
  return returns given function value const let var new null true false undefined self def import export default async await param type`.split(
    /\s+/,
  ),
);

const emptyStems = new Set([...empty].map(stemOf));

/** Identifiers are letters of any script, digits, `_` and `$`. */
const identifier = /[\p{L}\p{N}_$]+/gu;
const part = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|\p{N}+/gu;

const longestWord = 48;

/** Whether a word, as `wordsOf` gives it, says nothing by itself of what a text is about. */
export function isEmptyWord(word: string): boolean {
  return emptyStems.has(word);
}

/**
 * The words of a text, in their order: lower case, without ordinary endings; an identifier of several parts gives its parts and then itself.
 * Words over 48 characters are cut.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const found of text.matchAll(identifier)) {
    const [whole] = found;
    const parts = isPlain(whole) ? null : whole.match(part);
    if (parts === null) {
      if (/[\p{L}\p{N}]/u.test(whole)) words.push(stemOf(whole.toLowerCase().slice(0, longestWord)));
      continue;
    }
    for (const each of parts) words.push(stemOf(each.toLowerCase().slice(0, longestWord)));
    if (parts.length > 1) words.push(whole.replaceAll(/[_$]/g, '').toLowerCase().slice(0, longestWord));
  }
  return words;
}

/** Lower-case letters alone: most words, and nothing to take apart. */
function isPlain(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code < 97 || code > 122) return false;
  }
  return true;
}

/**
 * An English word without the commonest endings, so that `sorted`, `sorting` and `sorts` meet. Coarser than Porter (1980): what matters is that
 * both sides are cut alike.
 */
export function stemOf(word: string): string {
  let stem = word;
  if (stem.length > 4 && stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`;
  else if (stem.length > 4 && /(?:ss|x|ch|sh|z)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (stem.length > 3 && stem.endsWith('s') && !/(?:ss|us|is)$/.test(stem)) stem = stem.slice(0, -1);
  if (stem.length > 5 && stem.endsWith('ing')) stem = undoubled(stem.slice(0, -3));
  else if (stem.length > 4 && stem.endsWith('ed')) stem = undoubled(stem.slice(0, -2));
  if (stem.length > 4 && stem.endsWith('e')) stem = stem.slice(0, -1);
  return stem;
}

function undoubled(stem: string): string {
  const last = stem.length - 1;
  return stem.length > 3 && stem[last] === stem[last - 1] && !/[lsz]/.test(stem[last]!)
    ? stem.slice(0, -1)
    : stem;
}
