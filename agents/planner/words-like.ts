import { readText, type Token } from './tokens.ts';
import { isFunctionWord, stemOf } from './words.ts';

/** A name among several, and the word of a text that speaks of it. */
export interface NamedByWord {
  name: string;
  word: string;
}

const learned =
  /^(?:model|classifi|classif|regressor|predict|predictor|forecast|forecaster|detect|detector|estim|estimator)$/;
const noSubject =
  /^(?:new|good|better|best|simple|quick|first|second|data|dataset|machine|learning|predictive|linear|ml|ai|train|build|make|create|fit|get)$/;
/** So many words before "model" say what it is a model of: "a customer churn model". */
const reach = 3;

/**
 * Names (of columns) that the subject of a model may mean: "a churn model" speaks of `churned`, "who will churn?", too. Those that are the word itself go before those of
 * one stem with it, and these before names with such a part; names of identifiers are no subject.
 */
export function namesLike(text: string, names: readonly string[]): NamedByWord[] {
  const { tokens } = readText(text, [], () => false);
  const subjects = subjectsIn(tokens);
  const ranks: NamedByWord[][] = [[], [], []];
  for (const name of names) {
    const parts = partsOf(name);
    if (parts.includes('id')) continue;
    for (const { word, stem } of subjects) {
      if (name.toLowerCase() === word) ranks[0]!.push({ name, word });
      else if (stemOf(name.toLowerCase()) === stem) ranks[1]!.push({ name, word });
      else if (parts.some((part) => part === stem)) ranks[2]!.push({ name, word });
    }
  }
  return ranks.find((found) => found.length > 0) ?? [];
}

function subjectsIn(tokens: readonly Token[]): Token[] {
  return tokens.filter((token, at) => {
    const { entity, word, stem } = token;
    if (entity !== null || isFunctionWord(word) || noSubject.test(word) || learned.test(stem)) return false;
    // “who will churn”, “a model called churn”, “call it churn”
    if (tokens[at - 1]?.word === 'will' || isGivenName(tokens, at)) return true;
    for (let next = at + 1; next <= at + reach && next < tokens.length; next++) {
      const other = tokens[next]!;
      if (other.entity !== null || /[.;!?,\n]/.test(other.gap) || isFunctionWord(other.word)) return false;
      if (learned.test(other.stem)) return true;
    }
    return false;
  });
}

function isGivenName(tokens: readonly Token[], at: number): boolean {
  const [before, last] = [tokens[at - 2], tokens[at - 1]?.word ?? ''];
  if (/^(?:called|named)$/.test(last)) return before !== undefined && learned.test(before.stem);
  return last === 'it' && /^(?:call|name)$/.test(before?.word ?? '');
}

/** The words of a column's name, as stems: `isChurned` and `churn_flag` both have `churn`. */
function partsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
    .map(stemOf);
}
