/** Bands of a MinHash, and hashes a band: two sets that share three quarters of their words share a given band more often than not. */
const bands = 6;
const hashesPerBand = 2;

/**
 * Numbers of which alike code shares many (MinHash with banding: Broder 1997; Leskovec, Rajaraman and Ullman 2014, section 3.4): of the words
 * of the quote, names taken apart at their humps. Code without a word has none. Says nothing of the code itself.
 */
export function likenessOf(quote: string): number[] {
  const words = wordsOf(quote);
  if (words.size === 0) return [];
  const least = new Uint32Array(bands * hashesPerBand).fill(0xffff_ffff);
  for (const word of words) {
    const base = hashText(word);
    for (let place = 0; place < least.length; place++) {
      const value = mix(base ^ Math.imul(place + 1, 0x9e37_79b1));
      if (value < least[place]!) least[place] = value;
    }
  }
  return Array.from({ length: bands }, (_, band) => {
    let joined = band + 1;
    for (let at = 0; at < hashesPerBand; at++) joined = mix(joined ^ least[band * hashesPerBand + at]!);
    return joined;
  });
}

/** Share of bands that two have in common, 0..1; 0 where one has none. */
export function likenessBetween(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  return a.filter((value, band) => value === b[band]).length / bands;
}

/** The words of names and of signs that say what is done; numbers and quotes count as kinds. */
function wordsOf(quote: string): Set<string> {
  const found = new Set<string>();
  for (const [token] of quote.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*|\p{N}+|[^\s\p{L}\p{N}_$(){}[\],;]+/gu)) {
    if (/^\p{N}/u.test(token)) found.add('0');
    else if (/^[\p{L}_$]/u.test(token)) for (const word of humps(token)) found.add(word);
    else found.add(token);
  }
  return found;
}

function humps(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .split(/[\s_$]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** FNV-1a over UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  return hash >>> 0;
}

/** The last step of MurmurHash3. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
