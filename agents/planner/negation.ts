import type { Token } from './tokens.ts';

/** A clause without what it says not to do, and that apart. */
export interface Affirmed {
  kept: Token[];
  /** The words after "don't", "without" and the like, one list for each. */
  negated: Token[][];
}

/** After "don't" these make no order: "don't know", "don't forget", "don't hold back". */
const harmless =
  /^(know|understand|see|get|like|trust|care|think|believe|hold|worry|mind|have|remember|recall|forget|miss|hesitate|want|need|be)$/;
const orderNegator = /^(dont|never)$/;
const nounNegator = /^(without|skip|skipping|except|excluding|minus|omit|omitting|avoid|sans)$/;
const filler = /^(please|just|only|but|and|so|ok|okay|then|also|you|i|we|now|well|hey|hi)$/;
/** Where a negated noun ends. */
const nounEnd = /^(with|for|on|in|using|from|of|to|by|but|and|just|only|instead|then|at|within)$/;
const orderEnd = /^(but|just|only|instead|rather)$/;

function atStart(tokens: readonly Token[], index: number): boolean {
  return (
    tokens.slice(0, index).every(({ word }) => filler.test(word)) || /[,;.!?\n]/.test(tokens[index]!.gap)
  );
}

/** How many tokens from `index` on negate, and what kind of thing follows; null where none does. */
function negatorAt(
  tokens: readonly Token[],
  index: number,
): { length: number; scope: 'order' | 'noun' } | null {
  const word = tokens[index]!.word;
  const next = tokens[index + 1]?.word ?? '';
  const before = tokens[index - 1]?.word ?? '';
  if (tokens[index]!.entity || before === 'why') return null;
  const asksFor = /^(want|need)$/;
  if (word === 'do' && next === 'not') {
    const after = tokens[index + 2]?.word ?? '';
    if (asksFor.test(after)) return { length: 3, scope: 'order' };
    return harmless.test(after) ? null : { length: 2, scope: 'order' };
  }
  if ((word === 'never' && next === 'mind') || (word === 'forget' && next === 'about'))
    return tokens[index + 2] ? { length: 2, scope: 'order' } : null;
  if (/^(stop|quit|cease)$/.test(word) && /ing$/.test(next) && atStart(tokens, index))
    return { length: 1, scope: 'order' };
  if (word === 'forget' && /^(the|that|a)$/.test(next) && atStart(tokens, index))
    return { length: 1, scope: 'noun' };
  if (orderNegator.test(word)) {
    if (asksFor.test(next)) return { length: 2, scope: 'order' };
    if (harmless.test(next) || (word === 'never' && !atStart(tokens, index))) return null;
    return { length: 1, scope: 'order' };
  }
  if (nounNegator.test(word)) return { length: 1, scope: 'noun' };
  if ((word === 'instead' && next === 'of') || (word === 'rather' && next === 'than'))
    return { length: 2, scope: 'noun' };
  if (word === 'leave' && next === 'out') return { length: 2, scope: 'noun' };
  if (word === 'no' && next === 'need') return { length: 2, scope: 'order' };
  if (word === 'no' && !/^(idea|problem|problems|worries|longer|matter|one|way|clue|doubt)$/.test(next)) {
    const opens = atStart(tokens, index) || /^(with|and|but|or)$/.test(before);
    return opens && tokens[index + 1] && !/[,;.!]/.test(tokens[index + 1]!.gap)
      ? { length: 1, scope: 'noun' }
      : null;
  }
  if (
    word === 'not' &&
    (atStart(tokens, index) || /^(and|but|or)$/.test(before)) &&
    !/^(sure|bad|only|yet|really|that|much|too|so|now|working|forget|good)$/.test(next)
  ) {
    return { length: 1, scope: 'order' };
  }
  return null;
}

/** "Before we train", "because I must deploy", "I have already the profile": what the person does or did is no order. */
function isAside(tokens: readonly Token[], index: number): boolean {
  if (/^(i|we)$/.test(tokens[index]!.word) && atStart(tokens, index)) {
    const [first, second] = [tokens[index + 1]?.word ?? '', tokens[index + 2]?.word ?? ''];
    if (first === 'already' || (/^(have|had|did|was)$/.test(first) && second === 'already')) return true;
  }
  return (
    /^(before|until|because|while)$/.test(tokens[index]!.word) &&
    /^(we|i|they|he|she|anyone|anybody|someone|somebody|people|anything|everything)$/.test(
      tokens[index + 1]?.word ?? '',
    )
  );
}

function endOfAside(tokens: readonly Token[], index: number): number {
  let at = index + 1;
  while (at < tokens.length && !/[,;:.!?\n]/.test(tokens[at]!.gap) && tokens[at]!.entity === null) {
    if (at > index + 2 && /^(i|we|please|can|could)$/.test(tokens[at]!.word)) break;
    at += 1;
  }
  return at;
}

/** Takes what a clause says not to do out of it. */
export function affirm(tokens: readonly Token[]): Affirmed {
  const kept: Token[] = [];
  const negated: Token[][] = [];
  let index = 0;
  while (index < tokens.length) {
    if (isAside(tokens, index)) {
      index = endOfAside(tokens, index);
      continue;
    }
    const negator = negatorAt(tokens, index);
    if (!negator) {
      kept.push(tokens[index]!);
      index += 1;
      continue;
    }
    const scope: Token[] = [];
    index += negator.length;
    const begin = index;
    for (; index < tokens.length; index += 1) {
      const token = tokens[index]!;
      if (index > begin && /[,;:.!?\n–—]/.test(token.gap)) break;
      if (
        token.entity === null &&
        (negator.scope === 'order' ? orderEnd : nounEnd).test(token.word) &&
        index > begin
      )
        break;
      if (negator.scope === 'noun' && token.entity && scope.length > 0) break;
      scope.push(token);
    }
    // "don't review x.py or measure y.go": what joins two orders not to do something stays negated.
    negated.push(scope);
  }
  return { kept, negated };
}
