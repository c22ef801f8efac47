import { isFunctionWord } from './words.ts';

/** Common words that stand one letter from a cue word: they are what they say, not typing errors. */
const lookalikes = new Set(
  `trail trait traits draft shirt swift shaft cheek chick scope store shore score scare modal motel mode clear clan statue statute state
stage stars start starts taken tokens broken relate revive except expect respect count court mount county pleasure metro profit sleep
sweet reads read table tables cable spend alert wealth heath audio biased party grout scale scalp games gives lean leaned company
share shame scheme queen caches truth going ruining drive driven insect risk crush cash tested rested medium media explode explorer
equality qualify thirty access lists fist trees trips tricks three these those there their where other under after never every
large small right night light might could would should about again today total story style still since place plane plan plans
point print price prices prince prize front found sound round house houses mouse horse money month mouth north south water paper
power lower tower flower white while whole whose which watch match catch batch patch march reach teach beach peach cheap child
people person field fields level levels label labels local loyal legal equal final signal simple sample single double trouble
report reports record records second seconds secret season reason region regions religion relation station nation notion motion
motive native active action auction section question gender tender fender vendor order border older holder folder folders binder
learn yearn board hoard word words world work works worker worth write wrote write writes written listen lesson letter better
butter matter latter later layer player prayer rather father mother brother weather whether hidden ridden golden wooden garden
adopted planet planets planted painted pointed printed posted tasted lasted listed rested hosted
`.split(/\s+/),
);

/**
 * Damerau and Levenshtein's distance with adjacent transpositions, or `limit + 1` once it is certain to be larger
 * (Damerau, 1964; the restricted form, where no piece is edited twice).
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[right.length]!;
}

function isSwapped(left: string, right: string): boolean {
  return left.length === right.length && [...left].sort().join('') === [...right].sort().join('');
}

/** Puts mistyped cue words right. */
export interface Speller {
  /** The vocabulary's word that a person meant, or null where the word is known, common or too far from any. */
  correct(word: string): string | null;
}

/**
 * Distance 1 is forgiven in words of five letters or more, 2 from eight on, and two swapped letters in words of four;
 * the first letter must be right, except for a swap with the second.
 */
export function createSpeller(vocabulary: Iterable<string>): Speller {
  const known = new Set(vocabulary);
  const byLength = new Map<number, string[]>();
  for (const word of known) {
    if (word.length >= 4) byLength.set(word.length, [...(byLength.get(word.length) ?? []), word]);
  }
  const remembered = new Map<string, string | null>();

  function search(word: string): string | null {
    const limit = word.length >= 8 ? 2 : 1;
    let best: string | null = null;
    let bestDistance = limit + 1;
    for (let length = word.length - limit; length <= word.length + limit; length += 1) {
      for (const candidate of byLength.get(length) ?? []) {
        const firstRight = candidate[0] === word[0] || (candidate[0] === word[1] && candidate[1] === word[0]);
        if (!firstRight) continue;
        const distance = editDistance(word, candidate, limit);
        if (distance >= bestDistance) continue;
        if (word.length === 4 && !isSwapped(word, candidate)) continue;
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  return {
    correct(word) {
      if (
        word.length < 4 ||
        known.has(word) ||
        lookalikes.has(word) ||
        isFunctionWord(word) ||
        !/^[a-z]+$/.test(word)
      )
        return null;
      const before = remembered.get(word);
      if (before !== undefined) return before;
      const found = search(word);
      // A long session must not grow without end.
      if (remembered.size > 5000) remembered.clear();
      remembered.set(word, found);
      return found;
    },
  };
}
