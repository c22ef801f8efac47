import type { Token } from '../tokens.ts';
import { isFunctionWord } from '../words.ts';
import { breaksBefore, isAssigned, mayBeName, nameOf, type SlotContext, type SlotFinder } from './context.ts';

const modelStem = /^(model|classifier|regressor)$/;
/** Words that say which model without naming it: "the new model". */
const describing = new Set(
  `new best trained latest current production newest old older first last next previous final whole same other good bad live deployed
machine learning ml ai language predictive registered available existing prod staging champion challenger version second third entire
onnx tar pmml pickle big small large default local better current wrong right broken active beats beat wins improves outperforms`.split(
    /\s+/,
  ),
);
/** Words that stand near a model and are no name of one, unless it is said to be ("the drift model"). */
const nearby = new Set(
  `validation gate gates test check health status performance data dataset monitoring evaluation today yesterday week month fair biased
fairness bias healthy doing going back well fine ok okay drift registry everything anything now immediately again asap right away soon
accuracy opsmith gender sex age race results result report audit quality score scores alert alerts latency error errors rate tonight
deployment impact parity treatment budget opportunity great bad poor nice perfect happy sad better worse worry shape
customers users people possible before was input output lessons religion ethnicity nationality disability region country gap fashion role sets quick`.split(
    /\s+/,
  ),
);

function isCandidate({ tokens, hits, lexicon }: SlotContext, index: number): boolean {
  const token = tokens[index];
  if (!token || !mayBeName(token)) return false;
  if (token.entity) return true;
  // "p95" is a quantile, and "roll-back" asks for one.
  if (/['’]/.test(token.text) || /^p\d\d$/.test(token.word) || (hits.has(index) && isAllCues(lexicon, token)))
    return false;
  if (
    lexicon.actionNames.has(token.word) ||
    describing.has(token.word) ||
    nearby.has(token.word) ||
    modelStem.test(token.stem)
  )
    return false;
  if (/[_\d-]/.test(token.text)) return true;
  return !hits.has(index) && !(lexicon.domain.has(token.stem) && isVerb(lexicon.openers, token));
}

function isAllCues(lexicon: SlotContext['lexicon'], { parts }: Token): boolean {
  const phrases = parts.length > 1 ? lexicon.phrases.get(parts[0]!) : undefined;
  return phrases?.some(({ stems }) => stems.join() === parts.join()) === true;
}

function isCue({ lexicon }: SlotContext, token: Token): boolean {
  return lexicon.words.has(token.stem) || lexicon.phrases.has(token.stem);
}

/** After "model" a plain word before a preposition is what the model does: "the model reached 0.9 on …". */
function isPlainVerb({ tokens, lexicon }: SlotContext, index: number): boolean {
  const token = tokens[index]!;
  return token.entity === null && lexicon.words.has(token.stem) && !/[_\d-]/.test(token.text);
}

function isVerb(openers: ReadonlySet<string>, token: Token): boolean {
  return openers.has(token.stem);
}

/** "model churn", "model named churn", "model=churn". */
function afterModelWord(context: SlotContext): string | undefined {
  const { tokens } = context;
  for (const [index, token] of tokens.entries()) {
    if (token.entity || !modelStem.test(token.stem)) continue;
    let at = index + 1;
    while (/^(named|called|name|is|id)$/.test(tokens[at]?.word ?? '') && at < index + 3) at += 1;
    const name = tokens[at];
    if (!name || (breaksBefore(name) && !isAssigned(tokens, at)) || isVerbModel(tokens, index)) continue;
    if (isAssigned(tokens, at) && name.entity === null) return nameOf(name);
    if (isCandidate(context, at) && !isPlainVerb(context, at)) return nameOf(name);
  }
  return undefined;
}

/** "model price from houses.csv": to model is to train. */
function isVerbModel(tokens: readonly Token[], index: number): boolean {
  const first = index === 0 || isFunctionWord(tokens[index - 1]!.word);
  return (
    first &&
    /^(from|using|with|out|based)$/.test(tokens[index + 2]?.word ?? '') &&
    !/^(the|our|my|of)$/.test(tokens[index - 1]?.word ?? '')
  );
}

const making = /^(train|build|make|fit|create|construct|generate|develop|produce|learn|begin|start)$/;

/** "train churn model": what is to be made is none of those that there are. */
function isToBeMade(tokens: readonly Token[], index: number): boolean {
  return tokens
    .slice(Math.max(0, index - 4), index)
    .some(({ word, entity }) => entity === null && making.test(word));
}

/** "validate credit_v with x.csv": a name that is written like one between a request and a table. */
function beforeTable(context: SlotContext): string | undefined {
  const { tokens } = context;
  for (let index = 1; index + 2 < tokens.length; index += 1) {
    const token = tokens[index]!;
    const table = tokens[index + 2]!.entity;
    if (token.entity || !/[\p{L}\d][_-][\p{L}\d]/u.test(token.text) || table?.kind !== 'path') continue;
    if (table.pathKind !== 'table' || !/^(on|with|over|using|against)$/.test(tokens[index + 1]!.word))
      continue;
    if (/^(for|target|column|label|predict|predicting|to|of the|and)$/.test(tokens[index - 1]!.word))
      continue;
    if (
      /^(validate|evaluate|test|check|assess|score|judge|verify|of|see|whether|is|does|how|back-test|benchmark)$/.test(
        tokens[index - 1]!.word,
      ) &&
      isCandidate(context, index)
    )
      return nameOf(token);
  }
  return undefined;
}

/** "check churn's health". */
function byPossessive({ tokens }: SlotContext): string | undefined {
  const at = tokens.findIndex(
    ({ entity, text }, index) =>
      entity === null &&
      /\p{L}['’]s$/u.test(text) &&
      /^(?:health|status|performance|drift|latency|accuracy|version|versions|history|score|scores|fairness|gates)$/.test(
        tokens[index + 1]?.word ?? '',
      ),
  );
  const token = tokens[at];
  if (token === undefined || modelStem.test(token.stem) || isFunctionWord(token.word)) return undefined;
  return describing.has(token.word) || nearby.has(token.word) ? undefined : nameOf(token);
}

/** "how is eta-model doing": a name that is written like one right after the verb of a question. */
function asSubject(context: SlotContext): string | undefined {
  const { tokens } = context;
  for (let index = 1; index < Math.min(tokens.length, 5); index += 1) {
    const token = tokens[index]!;
    if (token.entity || !/\p{L}[_-][\p{L}\d]/u.test(token.text) || !isCandidate(context, index)) continue;
    if (/^(is|does|has|how is)$/.test(tokens[index - 1]!.word)) return nameOf(token);
  }
  return undefined;
}

/** "the churn model". */
function beforeModelWord(context: SlotContext): string | undefined {
  const { tokens } = context;
  for (const [index, token] of tokens.entries()) {
    if (token.entity || !modelStem.test(token.stem) || index === 0 || breaksBefore(token)) continue;
    if (isToBeMade(tokens, index - 1)) continue;
    const name = tokens[index - 1]!;
    const before = tokens[index - 2]?.word ?? '';
    if (/^(the|our)$/.test(before) && mayBeName(name) && !describing.has(name.word)) return nameOf(name);
    const introduced = /^(my|your|this|that|of|on|for|with)$/.test(before);
    const shaped = name.entity !== null || /[_\d-]/.test(name.text);
    if (isCandidate(context, index - 1) && (introduced || shaped || !isCue(context, name)))
      return nameOf(name);
  }
  return undefined;
}

/** A bare name: of the words that no cue and no common word explains, the one in the likeliest place. */
function bareName(context: SlotContext): string | undefined {
  const { tokens } = context;
  let best: { index: number; rank: number } | null = null;
  for (const index of tokens.keys()) {
    if (!isCandidate(context, index) || isColumnPlace(tokens, index) || isModified(context, index)) continue;
    const rank = rankOf(context, index);
    if (best === null || rank > best.rank) best = { index, rank };
  }
  return best === null ? undefined : nameOf(tokens[best.index]!);
}

/** Where a name is likely: quoted or written like one, before a version, after "of", a question's verb, or the word that asks for the action. */
function rankOf({ tokens, hits }: SlotContext, index: number): number {
  const token = tokens[index]!;
  if (token.entity !== null || /[_-]/.test(token.text)) return 4;
  if (tokens[index + 1]?.entity?.kind === 'version') return 3;
  const before = tokens[index - 1]?.word ?? '';
  if (/^(of|for|is|does|did|has|was|how is|to|on|at)$/.test(before)) return 2;
  return hits.has(index - 1) ? 1 : 0;
}

/** "my parking ticket": the head of a longer noun phrase is no model's name. */
function isModified({ tokens, lexicon }: SlotContext, index: number): boolean {
  const before = tokens[index - 1];
  if (!before || before.entity || breaksBefore(tokens[index]!) || isFunctionWord(before.word)) return false;
  return !lexicon.domain.has(before.stem) && !lexicon.speller.correct(before.word);
}

/** After "by" or "protected" stand columns, not models; nor does a name follow "a" or "my". */
function isColumnPlace(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.word ?? '';
  if (/^(and|or)$/.test(before)) return index > 1;
  if (/^(by|protected|across|respect|between|column|columns|sensitive|a|an|my|some|any)$/.test(before))
    return true;
  return /^(column|columns)$/.test(tokens[index + 1]?.word ?? '');
}

/** The model that a clause names beside the word "model" ("the churn model", "model churn") or with its version. */
export function findNamedModel(context: SlotContext): string | undefined {
  const named = context.tokens.find(({ entity }) => entity?.kind === 'model-version');
  if (named?.entity?.kind === 'model-version') return named.entity.model;
  return (
    beforeModelWord(context) ??
    afterModelWord(context) ??
    beforeTable(context) ??
    asSubject(context) ??
    byPossessive(context)
  );
}

/** The model that a clause names.  */
export const findModel: SlotFinder = (context) => findNamedModel(context) ?? bareName(context);

/** The version that a clause names, as typed without "v". */
export const findVersion: SlotFinder = ({ tokens }) => {
  for (const { entity } of tokens) {
    if (entity?.kind === 'model-version' || entity?.kind === 'version') return entity.version;
  }
  const number = tokens.findLast(({ entity, word }) => entity === null && /^\d+(\.\d+)*$/.test(word));
  return number?.word;
};

/** The stage that a version is to come to, where it is another than production, which is what is meant where none is named. */
export const findStage: SlotFinder = ({ tokens }) => {
  const at = tokens.findLastIndex(({ entity, word }) => entity === null && /^stag(?:ing|e)$/.test(word));
  return at > 0 && /^(to|into|for|the|on|onto|in)$/.test(tokens[at - 1]!.word) ? 'staging' : undefined;
};

/** The word that a version is to be called by: "as champion", "the alias champion", "@golden". */
export const findAlias: SlotFinder = ({ text }) =>
  (/\balias\s+(?:called\s+|named\s+)?["'@]?([A-Za-z][\w-]*)/i.exec(text) ??
    /(?:^|\s)@([A-Za-z][\w-]*)\b(?!\s+agent)/.exec(text) ??
    /\bas\s+(?:the\s+|an?\s+)?(?:alias\s+)?["'@]?([A-Za-z][\w-]*)/i.exec(text))?.[1];

/** True where something is to be done only if a model is better than the one that is live. */
export const findIfBetter: SlotFinder = ({ text }) =>
  /\b(?:only |but only )?(?:if|when|once|provided|as long as)\s+(?:it|that|this|they|the new (?:one|model)|(?:it|that) is|it['’]?s|its)?\b[^.;]{0,30}\b(?:beats?|better|improves?|wins?|outperforms?|stronger|higher)\b/i.test(
    text,
  ) || undefined;
