import type { Token } from '../tokens.ts';
import { isFunctionWord, isGrammarWord } from '../words.ts';
import { metricSpan } from './amounts.ts';
import { breaksBefore, isAssigned, mayBeName, nameOf, type SlotContext, type SlotFinder } from './context.ts';
import { findModel } from './models.ts';

const targetWord =
  /^(target|label|labels|outcome|dependent|response|y|targets|goal|zielspalte|zielvariable)$/;
const columnWord = /^(column|col|field|variable|feature|attribute)$/;
/** Between the word "target" and the column's name. */
const linking =
  /^(is|there|being|be|stays|remains|should|will|would|of|named|called|the|a|always|as|are|in|our|set|to|for|at|it|it is|predict|predicted|forecast)$/;
const predictWord = /^(predict(s|ed|ing)?|forecast(s|ed|ing)?|estimat(e|es|ed|ing))$/;
const predictStem = /^(predict|forecast|estim|classify|regres|guess|infer)$/;
/** After a column's name such words may follow; another noun means that the name was no name ("house prices"). */
const mayFollow =
  /^(from|in|using|with|on|based|out|for|given|by|of|and|or|but|column|col|field|variable|via|within|to|per|as|at|then|please|target|is|are|when|if|because|so|optimising|optimizing|maximising|maximizing|metric|within|without|under|use|you|i|we|over|instead|next|tonight|today|trained|upfront|tops|best|better|well|stays|column|would|should|could|will)$/;
/** Words that stand where a column may stand and are none. */
const noColumn = new Set(
  `data dataset table file model models training train drift problems issues errors quality target label column columns features feature
everything something anything this that it them value values accuracy metric trials minutes seconds hours hour minute time fun now later
me us you production example instance customers users people rows values records leakage missing duplicates outliers bias fairness
classification regression prediction predictions machine learning tuning optimisation optimization validation review`.split(
    /\s+/,
  ),
);

/** What people predict without naming a column. */
const notPredicted = new Set(
  `data dataset model models value values everything something anything things results outcomes customers customer users people future
possible accuracy which who whether how better well training wanted needed`.split(/\s+/),
);

function isColumn(token: Token | undefined): token is Token {
  return token !== undefined && mayBeName(token) && (token.entity !== null || !noColumn.has(token.word));
}

/** The name that follows a word such as "target", past "column", "is", "called" and the like. */
function afterKeyword(tokens: readonly Token[], index: number): Token | undefined {
  let at = index + 1;
  const assigned = isAssigned(tokens, at);
  if (assigned) return mayBeName(tokens[at]) || tokens[at]?.entity === null ? tokens[at] : undefined;
  while (at < tokens.length && at < index + 6) {
    const token = tokens[at]!;
    if (/[.;!?,\n]/.test(token.gap)) return undefined;
    if (columnWord.test(token.word) || (token.entity === null && linking.test(token.word))) {
      at += 1;
      continue;
    }
    const isTurned = tokens[index]!.word === 'y' && targetWord.test(token.word);
    return mayBeAnnounced(token) && !isTurned ? token : undefined;
  }
  return undefined;
}

/** After "the target is" a word may be a name that elsewhere is none: "kind", "left". */
function mayBeAnnounced(token: Token): boolean {
  return (
    mayBeName(token) || (token.entity === null && !isGrammarWord(token.word) && !/^[\d.,]+$/.test(token.word))
  );
}

function byTargetWord(tokens: readonly Token[]): Token | undefined {
  for (const [index, token] of tokens.entries()) {
    if (token.entity || !(targetWord.test(token.word) || token.stem === 'target')) continue;
    // "Target encoding" is a way to make features.
    if (/^(encod\w*|means?|leak\w*)$/.test(tokens[index + 1]?.word ?? '')) continue;
    // A bare "y" is more often a column's name than the word for one.
    if (token.word === 'y' && !isAssigned(tokens, index + 1) && tokens[index + 1]?.word !== 'is') continue;
    const found = afterKeyword(tokens, index);
    if (found) return found;
    // "churned is the target", "with churned as target"
    let back = index - 1;
    while (
      back >= 0 &&
      /^(the|is|as|a|our|be|column|my|will|should|stays|remains|that|that is|thats|this|which)$/.test(
        tokens[back]!.word,
      )
    )
      back -= 1;
    if (back < index - 1 && back >= 0 && mayBeName(tokens[back])) return tokens[back];
  }
  return undefined;
}

/** "what we predict is …", "the thing to predict is …" */
function announces(tokens: readonly Token[], index: number): boolean {
  const before = tokens
    .slice(Math.max(0, index - 5), index)
    .map(({ word }) => word)
    .join(' ');
  return /\b(?:what|which|all|thing|column|value|one|field|variable)(?: (?:we|i|you|they|want|need|have|should|would|like|to))*$/.test(
    before,
  );
}

/** "count is the thing to predict" */
function byAnnouncedBehind(tokens: readonly Token[]): Token | undefined {
  for (let index = 1; index + 3 < tokens.length; index += 1) {
    const rest = tokens
      .slice(index, index + 6)
      .map(({ word }) => word)
      .join(' ');
    const name = tokens[index - 1];
    if (
      isColumn(name) &&
      /^(?:is|being) (?:the )?(?:thing|column|value|one|variable|what) (?:to|we|i|that we)(?: want to| should)? (?:predict|forecast|estimate)\b/.test(
        rest,
      )
    )
      return name;
  }
  return undefined;
}

/** "how well can grade be predicted" */
function byPassive(tokens: readonly Token[]): Token | undefined {
  for (let index = 2; index < tokens.length; index += 1) {
    if (!/^(predicted|forecast|forecasted|estimated|classified)$/.test(tokens[index]!.word)) continue;
    let back = index - 1;
    while (
      back >= 0 &&
      /^(be|being|is|are|can|could|to|should|must|well|best|reliably|accurately|even)$/.test(
        tokens[back]!.word,
      )
    )
      back -= 1;
    const name = tokens[back];
    if (back < index - 1 && isColumn(name) && !notPredicted.has(name.word)) return name;
  }
  return undefined;
}

/** "predict churned from …", "predicting the column price": one name, and no other noun behind it. */
function byPrediction(tokens: readonly Token[]): Token | undefined {
  for (const [index, token] of tokens.entries()) {
    if (
      token.entity ||
      !(
        predictStem.test(token.stem) ||
        predictWord.test(token.word) ||
        (token.word === 'model' && (index === 0 || tokens[index + 1]?.word === 'of'))
      ) ||
      token.word === 'classifier' ||
      token.word === 'regressor'
    )
      continue;
    let at = index + 1;
    if (/^(is|are)$/.test(tokens[at]?.word ?? '') && announces(tokens, index)) at += 1;
    while (
      /^(the|a|an|value|values|of|column|field|variable|our|my|their|its|for|me)$/.test(
        tokens[at]?.word ?? '',
      )
    )
      at += 1;
    const name = tokens[at];
    if (!name || !mayBeName(name) || notPredicted.has(name.word) || breaksBefore(name)) continue;
    const next = tokens[at + 1];
    const alone =
      !next ||
      name.entity !== null ||
      next.entity !== null ||
      breaksBefore(next) ||
      /[()]/.test(next.gap) ||
      mayFollow.test(next.word);
    if (alone) return name;
  }
  return undefined;
}

/** "the churned column", "column price". */
function byColumnWord(tokens: readonly Token[]): Token | undefined {
  for (const [index, token] of tokens.entries()) {
    if (token.entity || !/^(column|col|field|variable)$/.test(token.word)) continue;
    const after = afterKeyword(tokens, index);
    if (after && !/^(is|which|that)$/.test(after.word)) return after;
    const before = tokens[index - 1];
    if (
      isColumn(before) &&
      !breaksBefore(token) &&
      !/^(target|label|id|every|each|which|what|protected|sensitive)$/.test(before.word)
    )
      return before;
  }
  return undefined;
}

/** "tune on x.csv for churned", "a regressor for price": the last resort, one name after "for". */
function byFor({ tokens, lexicon, hits }: SlotContext): Token | undefined {
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    if (!/^(for|on|against)$/.test(tokens[index - 1]!.word)) continue;
    const token = tokens[index]!;
    const next = tokens[index + 1];
    if (!isColumn(token) || breaksBefore(token)) continue;
    if (next && next.entity === null && !breaksBefore(next) && !mayFollow.test(next.word)) continue;
    const word = tokens[index - 1]!.word;
    if (word === 'on' && isTrainedOn(tokens, index)) return token;
    if (word === 'for' ? !hits.has(index) : token.entity?.kind === 'quoted') return token;
    if (word !== 'for' && !lexicon.domain.has(token.stem) && /[_]/.test(token.text)) return token;
  }
  return undefined;
}

/** "check x.csv for training on churned": the table is named before, so that what is trained on is no other one. */
function isTrainedOn(tokens: readonly Token[], index: number): boolean {
  const isTable = ({ entity }: Token) => entity?.kind === 'path' && entity.pathKind === 'table';
  return /^(train|training)$/.test(tokens[index - 2]?.word ?? '') && tokens.slice(0, index - 2).some(isTable);
}

/** What people add to an order, and no column. */
const manner =
  /ly$|^(smth|sth|something|stuff|wanted|needed|easier|asap|pls|plz|thx|again|now|overnight|fast|first|too|also|properly|well|later|tonight|today|tomorrow|soon|lol|ok|okay|yes|no|maybe)$/;

/** True for a word that speaks for some action. */
function isKnown(lexicon: SlotContext['lexicon'], { stem }: Token): boolean {
  return lexicon.words.has(stem) || lexicon.phrases.has(stem) || lexicon.openers.has(stem);
}

/** Before these words a column may be what is modelled: "regress kwh on …", "learn cancelled from …", "help explain price in …". */
const modelled =
  /^(learn|learns|explain|explains|regress|recogni[sz]e|detect|train|model|tune|know|influence|influences|drive|drives|affect|affects)$/;
/** After these a column is what something is about: "a regression on salary", "we care about cancelled", "labelled anomaly". */
const aboutColumn =
  /\b(?:regression|classification|classifier|regressor|forecast) (?:on|of|for)$|\b(?:tuning|hyperparameters|trials) (?:of|for|on)$|\b(?:care|cares|interested) (?:about|in)$|\b(?:labelled|labeled|label|output|versus|against|regarding|towards)$|\b(?:help|helps) with$|\bspeaks? (?:about|to|for)$|\b(?:relate|related|correlate|correlates|relevant|useful|matter) (?:to|for|with)$/;

/** "learn cancelled from bookings.csv", "tune rides.parquet on fare": a bare name beside a table and a word that models it. */
function byRelation({ tokens, lexicon }: SlotContext): Token | undefined {
  if (!tokens.some(isTableToken)) return undefined;
  for (let index = 1; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    if (
      !isColumn(token) ||
      breaksBefore(token) ||
      (isKnown(lexicon, token) &&
        !/ed$/.test(token.word) &&
        !/^(against|versus|labelled|output)$/.test(tokens[index - 1]!.word)) ||
      manner.test(token.word)
    )
      continue;
    const next = tokens[index + 1];
    const ends = !next || next.entity !== null || breaksBefore(next) || mayFollow.test(next.word);
    if (!ends) continue;
    let at = index - 1;
    while (at > 0 && /^(the|our|my|what|which|a)$/.test(tokens[at]!.word)) at -= 1;
    if (modelled.test(tokens[at]!.word) && !isNounModel(tokens, at)) return token;
    const before = tokens
      .slice(Math.max(0, at - 2), at + 1)
      .map(({ word }) => word)
      .join(' ');
    if (aboutColumn.test(before)) return token;
    if (tokens[at]!.word === 'on' && at > 0 && isTableToken(tokens[at - 1]!)) return token;
  }
  return undefined;
}

/** "a model wanted": not "let us model yield". */
function isNounModel(tokens: readonly Token[], index: number): boolean {
  return (
    tokens[index]!.word === 'model' && !/^(let|us|to|we|please|and)$/.test(tokens[index - 1]?.word ?? '')
  );
}

function isTableToken({ entity }: Token): boolean {
  return entity?.kind === 'path' && entity.pathKind === 'table';
}

/** "energy.csv (kwh)", "fraud.csv -> is_fraud" */
function byMark(tokens: readonly Token[]): Token | undefined {
  const index = tokens.findIndex(
    (token, at) =>
      at > 0 && isTableToken(tokens[at - 1]!) && /^\s*(?:\(|-+>|→|=>)\s*$/.test(token.gap) && isColumn(token),
  );
  return index === -1 ? undefined : tokens[index];
}

/** "the is_fraud label", "spam (label)" is left to what stands before. */
function byLabelBehind(tokens: readonly Token[]): Token | undefined {
  const index = tokens.findIndex(
    ({ word, entity }, at) =>
      at > 0 &&
      entity === null &&
      /^(label|target|outcome|response)$/.test(word) &&
      /_/.test(tokens[at - 1]!.text) &&
      isColumn(tokens[at - 1]),
  );
  return index === -1 ? undefined : tokens[index - 1];
}

/** "iris.csv species": where nothing else names the column, one word that is none of the crew's right behind the table. */
function byPlace({ tokens, lexicon, hits }: SlotContext): Token | undefined {
  for (let index = 1; index < tokens.length; index += 1) {
    const { entity } = tokens[index - 1]!;
    const token = tokens[index]!;
    if (entity?.kind !== 'path' || entity.pathKind !== 'table' || !isColumn(token) || hits.has(index))
      continue;
    if (/[.;!?\n]/.test(token.gap) || manner.test(token.word) || isKnown(lexicon, token)) continue;
    const next = tokens[index + 1];
    if (
      !next ||
      next.entity !== null ||
      breaksBefore(next) ||
      /[/|]/.test(next.gap) ||
      mayFollow.test(next.word)
    )
      return token;
  }
  return undefined;
}

/** The token that the words "target", "label" and the like name. */
export function findTargetToken(tokens: readonly Token[]): Token | undefined {
  return byTargetWord(tokens);
}

/** The column to predict, where the text names one. */
/** "retrain optimising for recall": what is aimed at is a measure, and no column. */
function isAimedAt(tokens: readonly Token[], found: Token): boolean {
  const at = tokens.indexOf(found);
  const metric = metricSpan(tokens);
  return (
    found.entity === null &&
    metric !== undefined &&
    at >= metric.start &&
    at <= metric.end &&
    tokens
      .slice(Math.max(0, at - 3), at)
      .some(({ word }) =>
        /^(?:optimi[sz]\w*|maximi[sz]\w*|minimi[sz]\w*|aim\w*|focus\w*|priorit\w*|go|going|tune[sd]?|tuning)$/.test(
          word,
        ),
      )
  );
}

export const findColumn: SlotFinder = (context) => {
  const { tokens } = context;
  const found =
    byTargetWord(tokens) ??
    byMark(tokens) ??
    byLabelBehind(tokens) ??
    byAnnouncedBehind(tokens) ??
    byPrediction(tokens) ??
    byPassive(tokens) ??
    byColumnWord(tokens) ??
    byFor(context) ??
    byRelation(context) ??
    byPlace(context);
  if (found && !isAimedAt(tokens, found)) return nameOf(found);
  const quoted = tokens.filter(({ entity }) => entity?.kind === 'quoted');
  return quoted.length === 1 ? nameOf(quoted[0]!) : undefined;
};

const protectedWord = /^(protected|sensitive|protect)$/;
const groupWord =
  /^(columns?|cols?|attributes?|groups?|features?|fields?|variables?|characteristics?|class|classes|is|are|being|the|of|:|named|called|as)$/;
const groupPreposition =
  /^(by|across|between|for|over|on|regarding|toward|towards|against|respect|concerning|regards|terms|per|along|to|wrt|of|about|in)$/;
/** People are not columns: "fair to women" names none. */
const people = new Set(
  `women woman men man people customers users applicants minorities minority elderly students employees candidates patients basis everyone
anyone everybody followed sample hear see know tell equality tested evaluated measured checked using based all groups group kids children immigrants foreigners clients bias fairness parity disparity respect terms test data
model`.split(/\s+/),
);

function isProtectedName(token: Token | undefined, hits: ReadonlySet<number>, index: number): token is Token {
  if (!token || !mayBeName(token) || people.has(token.word)) return false;
  return (
    token.entity !== null ||
    (!noColumn.has(token.word) &&
      !groupWord.test(token.word) &&
      (!hits.has(index) || token.text.includes('_')))
  );
}

/** The names of a list from `index` on: "age, gender and race". */
function listFrom({ tokens, hits }: SlotContext, index: number): string[] {
  const names: string[] = [];
  let at = index;
  while (
    /^(the|their|its|both|column|columns|different|all|each|every|any|your|groups|group)$/.test(
      tokens[at]?.word ?? '',
    )
  )
    at += 1;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    const joined = names.length === 0 || /[,&/+]/.test(token.gap) || /^(and|or)$/.test(tokens[at - 1]!.word);
    if (/^(and|or|the|column|columns|groups?|of)$/.test(token.word) && names.length > 0) continue;
    if (!joined || !isProtectedName(token, hits, at) || (names.length > 0 && /[.;!?]/.test(token.gap))) break;
    const next = tokens[at + 1];
    if (names.length > 0 && next && isAssigned(tokens, at + 1)) break;
    names.push(nameOf(token));
  }
  return names;
}

/** Columns that hold protected groups. */
export const findColumns: SlotFinder = (context) => {
  const { tokens } = context;
  for (const [index, token] of tokens.entries()) {
    if (token.entity || !protectedWord.test(token.word)) continue;
    let at = index + 1;
    while (at < tokens.length && groupWord.test(tokens[at]!.word)) at += 1;
    const names = listFrom(context, at);
    if (names.length > 0) return names;
  }
  for (const [index, token] of tokens.entries()) {
    if (token.entity || !/^(column|columns|attribute|attributes)$/.test(token.word)) continue;
    let at = index + 1;
    while (/^(is|are|being|named|called|of)$/.test(tokens[at]?.word ?? '')) at += 1;
    const names = listFrom(context, at);
    if (names.length > 0) return names;
  }
  const found: string[] = [];
  const model = findModel(context);
  for (const [index, token] of tokens.entries()) {
    if (token.entity || !groupPreposition.test(token.word)) continue;
    let at = index + 1;
    if (/^(to|of)$/.test(tokens[at]?.word ?? '') && /^(respect|regards|terms)$/.test(token.word)) at += 1;
    for (const name of listFrom(context, at))
      if (!found.includes(name) && name !== model && !isModelName(tokens, name)) found.push(name);
  }
  if (found.length > 0) return found;
  const bare = tokens.filter(
    (token, index) =>
      index > 0 &&
      /^(gender|sex|age|race|ethnicity|religion|nationality|disability|age_group|region|country)$/.test(
        token.word,
      ),
  );
  return bare.length > 0 ? [...new Set(bare.map(nameOf))] : undefined;
};

/** "of the churn model": the name of a model is no column. */
function isModelName(tokens: readonly Token[], name: string): boolean {
  const index = tokens.findIndex((token) => nameOf(token) === name);
  return tokens[index + 1]?.stem === 'model' || tokens[index - 1]?.stem === 'model' || isFunctionWord(name);
}
