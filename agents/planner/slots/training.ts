/** What a training is told besides its table, target, metric and time: a name, folds, columns to leave out or to keep to, families of models. */
import { parseNumber } from '../numbers.ts';
import type { SlotFinder } from './context.ts';

const quotes = '["“”`\'‘’]';
const word = String.raw`[\p{L}_][\p{L}\p{N}_.-]*[\p{L}\p{N}_]|[\p{L}_]`;
const name = String.raw`(?:${quotes}[^"“”\x60'‘’\n]{1,100}${quotes}|${word}(?![\p{L}\p{N}_/-]))`;
const made = '(?:model|classifier|regressor|predictor|forecaster|one|it)';

const naming = [
  String.raw`\b${made},?\s+(?:(?:that|which)\s+(?:is|should\s+be)\s+|to\s+be\s+)?(?:called|named|by\s+the\s+name\s+of)\s+(${name})`,
  String.raw`\b(?:call|name)\s+(?:it|this(?:\s+one)?|(?:the|that|your)\s+(?:new\s+)?model)\s+(${name})`,
  String.raw`\b(?:save|register|store|keep)\s+(?:it|this|the\s+(?:model|result|winner))\s+(?:as|under(?:\s+the\s+name)?)\s+(${name})`,
  String.raw`(?:--|\b(?:model|with)\s+)name\s*[:= ]\s*(${name})`,
].map((pattern) => new RegExp(pattern, 'iu'));

/** Words that stand where a name would, and are none. */
const noName =
  /^(?:again|then|now|later|please|for|the|a|an|it|that|this|so|something|anything|what|whatever)$/i;

/** The name that a new model is to have: "a model called churn", "call it churn". */
export const findNewName: SlotFinder = ({ text }) => {
  for (const pattern of naming) {
    const found = unquoted(pattern.exec(text)?.[1]);
    if (found !== undefined && !noName.test(found) && !isFile(found)) return found;
  }
  return undefined;
};

/** How many folds: "5 folds", "ten-fold", "folds=5". */
export const findFolds: SlotFinder = ({ text }) => {
  const found =
    /(?:\b|^)(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)(?:[\s-]*(?:cv|cross[\s-]?validation))?[\s-]*folds?\b/i.exec(
      text,
    )?.[1] ?? /\b(?:folds?|cv|k)\s*[:=]\s*(\d{1,3})\b/i.exec(text)?.[1];
  const count = found === undefined ? null : parseNumber(found);
  return count !== null && count >= 2 ? count : undefined;
};

const columnNoun = '(?:columns?|cols?|fields?|variables?|features?|attributes?)';
const article = '(?:(?:the|my|our|its|both|all|any|those|these)\\s+)*';
const joint = String.raw`(?:\s*,\s*(?:and\s+|or\s+|nor\s+)?|\s+(?:and|or|nor|plus|&)\s+|\s*[&+]\s*)`;
const list = String.raw`(${article}(?:${columnNoun}\s+)?${name}(?:${joint}${article}(?:${columnNoun}\s+)?${name})*)`;
const leaving = String.raw`(?:without(?:\s+(?:using|looking\s+at))?|leav(?:e|ing)\s+out|drop(?:ping)?|ignor(?:e|ing)|exclud(?:e|ing)|except(?:\s+for)?|omit(?:ting)?|skip(?:ping)?|don['’]?t\s+use|do\s+not\s+use|not\s+using|remov(?:e|ing)|minus|all\s+but|everything\s+but|but\s+not)`;
const leavingOut = [
  new RegExp(String.raw`\b${leaving}\s+${list}`, 'giu'),
  new RegExp(String.raw`\bleav(?:e|ing)\s+${list}\s+out\b`, 'giu'),
];

const sole = '(?:only|just|solely|nothing\\s+but)';
const keepingTo = [
  new RegExp(String.raw`\b(?:us(?:e|ing)|with|from|on|by|given)\s+${sole}\s+${list}`, 'giu'),
  new RegExp(String.raw`\b${sole}\s+(?:us(?:e|ing)|with|from|look(?:ing)?\s+at)\s+${list}`, 'giu'),
  new RegExp(
    String.raw`\b(?:us(?:e|ing)|with|from|on|by|given)\s+${list}\s+(?:${columnNoun}\s+)?(?:only|alone|and\s+nothing\s+else)\b`,
    'giu',
  ),
];

/** What may be left out or kept to and is no column: the crew's work, kinds of features, faults of the data, what people say besides. */
const noColumn =
  /^(?:(?:tun|validat|review|train|test|profil|check|engineer|encod|ask|question|problem|issue|leak|error|overfit|underfit|cross|hyper|search|ensembl|blend|stack|deploy|promot|regist|wait|delay|retr|repeat|measur|explain|plot|chart|report|approv|confirm|interact|product|ratio|frequenc|bin|difference|transform|scal|normal|impute|tim|second|minute|hour|fold|trial|limit|budget|memor|cach|rush|warn|notic)\w*|features?|columns?|me|it|its|them|that|this|those|these|which|any|anything|anyone|everything|something|all|none|one|ones|what|much|more|less|first|last|rows?|lines?|records?|values?|missing|nulls?|nans?|blanks?|empty|duplicates?|outliers?|data|dataset|table|file|target|label|metric|model|models|step|steps|phase|part|part|crew|agents?|you|us|i|we|a|an|the|my|our|no|not|some|too|so|if|as|in|on|of|by|for|with|from|to|at|and|or|gradient|random|forest|forests|boosting|linear|logistic|neural|naive|bayes|decision|trees?|xgboost|lightgbm|catboost|knn|gpu|cpu|cores?|threads?|accuracy|f1|auc|roc|rmse|mae|recall|precision|further|ado|fail|fuss|doubt|exception|help|hurry)$/i;

/** What may follow a column that is named: the end, an order, a preposition. */
const mayFollow =
  /^\s*(?:$|[.,;:!?)\n]|(?:column|col|field|variable|feature|attribute)s?\b|(?:and|or|but|then|please|pls|again|now|this|once|in|from|on|out|using|with|for|to|at|as|when|while|because|since|too|also|within|by|instead|only|alone|completely|entirely|altogether|please|thanks|if|though|though|anymore|of|is|are|which|that|target|predict\w*|metric|max|under|give)\b)/iu;

/** The columns to leave out: "without the column id", "leave out id and name". */
export const findLeftOut: SlotFinder = ({ text }) => columnsBy(leavingOut, text);

/** The only columns to learn from: "from age and tenure only". */
export const findSoleColumns: SlotFinder = ({ text }) => columnsBy(keepingTo, text);

function columnsBy(patterns: readonly RegExp[], text: string): string[] | undefined {
  const found: string[] = [];
  for (const pattern of patterns)
    for (const match of text.matchAll(pattern)) {
      const at = match.index + match[0].indexOf(match[1]!);
      for (const column of namesIn(match[1]!, text.slice(at + match[1]!.length)))
        if (!found.includes(column)) found.push(column);
    }
  return found.length === 0 ? undefined : found;
}

/** The names of a list, up to one that is none: "id and train again" names `id`. */
function namesIn(listed: string, after: string): string[] {
  const isSaid = new RegExp(String.raw`^${article}${columnNoun}\s|^\s*${columnNoun}\b`, 'iu');
  const saysColumn = isSaid.test(listed) || isSaid.test(after);
  const parts = listed.split(new RegExp(joint, 'giu'));
  const names: string[] = [];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const bare = unquoted(part.replace(new RegExp(`^${article}(?:${columnNoun}\\s+)?`, 'iu'), '').trim());
    if (bare === undefined || isFile(bare)) break;
    const isQuoted = /["“”`'‘’]$/u.test(part.trim());
    // "without target encoding", "drop missing values": a word that another follows is no column by itself.
    if (isLast && !isQuoted && !mayFollow.test(after)) break;
    if (
      !isQuoted &&
      noColumn.test(bare) &&
      !(saysColumn && index === 0 && !/^(?:and|or|that|which|of)$/i.test(bare))
    )
      break;
    if (!isQuoted && index > 0 && orders.test(bare)) break;
    names.push(bare);
  }
  return names;
}

const orders =
  /^(?:train|retrain|try|run|redo|do|use|tell|show|give|go|let|please|then|start|begin|fit|build|make|predict|keep|see|say|again|also|report|compare|promote)$/i;

const families: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:gradient[\s-]?boost\w*|boost(?:ed|ing)(?:\s+trees?)?|xgboost|xgb|lightgbm|lgbm|gbms?|catboost)\b(?!-)/i,
    'gradient-boosting',
  ],
  [/\brandom[\s-]?forests?\b/i, 'random-forest'],
  [/\bextra[\s-]?trees\b/i, 'extra-trees'],
  [
    /\b(?:(?:linear|logistic|ridge|lasso)\s+(?:regressions?|models?|classifiers?)|linear\s+ones?)\b/i,
    'linear',
  ],
  [/\b(?:perceptrons?|mlps?|neural\s+(?:net(?:work)?s?))\b/i, 'perceptron'],
  [/\b(?:knn|k-?nn|(?:k[\s-]*)?nearest[\s-]neighbou?rs?)\b/i, 'neighbours'],
  [/\bnaive[\s-]bayes\b/i, 'naive-bayes'],
  [/\b(?:single\s+)?decision[\s-]trees?\b/i, 'decision-tree'],
];
const wantsFamily =
  /\b(?:only|just|use|using|with|try|take|stick\s+to|nothing\s+but|train|fit|build|make|want|a|an)\s+(?:(?:only|just|to|use|with|a|an|the|some|simple|plain|single|good|small|big)\s+)*$/i;
const rejectsFamily =
  /\b(?:without|no|not|don['’]?t\s+(?:use|try|want)|except|but\s+(?:no|not)|instead\s+of|than|skip\w*)\s+(?:(?:a|an|the|any)\s+)*$/i;

/** The only families of models to try: "just use gradient boosting", "train a random forest". */
export const findFamilies: SlotFinder = ({ text }) => {
  if (/\b(?:why|how|what|which|explain|better|versus|vs)\b/i.test(text)) return undefined;
  const found: string[] = [];
  for (const [pattern, family] of families) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const before = text.slice(0, match.index);
    const joins = found.length > 0 && /\b(?:and|or|,|&)\s*(?:(?:a|an|the|only)\s+)*$/i.test(before);
    if (!rejectsFamily.test(before) && (wantsFamily.test(before) || joins || /^\W*$/.test(before)))
      found.push(family);
  }
  return found.length === 0 ? undefined : found;
};

function unquoted(text: string | undefined): string | undefined {
  return text?.replace(new RegExp(`^${quotes}|${quotes}$`, 'gu'), '').trim() || undefined;
}

function isFile(text: string): boolean {
  return /\.(?:csv|tsv|jsonl?|ndjson|parquet|gz|txt|xlsx?|db)$/i.test(text);
}
