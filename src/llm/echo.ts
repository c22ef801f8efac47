/** Words in a row that nobody writes twice by chance. */
const runOfWords = 10;
/** Looked at of one text. Characters. */
const longestSearched = 20_000;

/** Finds texts in an answer that recite its instructions: ten words of them in a row. Gives a problem for each such text. */
export function createEchoCheck(instructions: string): (value: unknown) => string[] {
  let known: Set<string> | null = null;
  return (value) =>
    textsIn(value).flatMap((text) => {
      const words = wordsOf(text);
      if (words.length < runOfWords) return [];
      known ??= new Set(runsOf(wordsOf(instructions)));
      return runsOf(words).some((run) => known!.has(run))
        ? ['the answer repeats its instructions: leave them out']
        : [];
    });
}

function wordsOf(text: string): string[] {
  return (
    text
      .slice(0, longestSearched)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function runsOf(words: readonly string[]): string[] {
  const runs: string[] = [];
  for (let at = 0; at + runOfWords <= words.length; at += 1)
    runs.push(words.slice(at, at + runOfWords).join(' '));
  return runs;
}

/** Every text of a JSON value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
