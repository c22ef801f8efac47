/** BM25 (Robertson and Zaragoza 2009, equation 3.15) as a search engine has it that knows nothing of code: k1 = 1.2, b = 0.75. */
export function createBm25(documents: readonly string[], wordsOf: (text: string) => string[]) {
  const postings = new Map<string, { document: number; count: number }[]>();
  const lengths = documents.map((text, document) => {
    const counts = new Map<string, number>();
    const words = wordsOf(text);
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, count] of counts) {
      const list = postings.get(word);
      if (list === undefined) postings.set(word, [{ document, count }]);
      else list.push({ document, count });
    }
    return words.length;
  });
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  return (query: string, limit: number): number[] => {
    const scores = new Float64Array(documents.length);
    for (const word of new Set(wordsOf(query))) {
      const list = postings.get(word) ?? [];
      const weight = Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5));
      for (const { document, count } of list)
        scores[document]! +=
          (weight * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * lengths[document]!) / mean));
    }
    return [...scores.keys()]
      .filter((at) => scores[at]! > 0)
      .sort((a, b) => scores[b]! - scores[a]!)
      .slice(0, limit);
  };
}

/** Words as they stand between spaces and punctuation, in lower case. */
export function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}
