import { numberPattern, parseNumber } from '../numbers.ts';
import type { Token } from '../tokens.ts';
import { isAssigned, type SlotContext, type SlotFinder } from './context.ts';

const metrics: Readonly<Record<string, readonly string[]>> = {
  roc_auc: [
    'roc auc',
    'auroc',
    'auc roc',
    'auc',
    'area under the curve',
    'area under the roc curve',
    'rocauc',
    'roc',
  ],
  average_precision: [
    'average precision',
    'pr auc',
    'auprc',
    'prauc',
    'auc pr',
    'aucpr',
    'precision recall auc',
    'area under the precision recall curve',
  ],
  balanced_accuracy: ['balanced accuracy', 'bacc'],
  accuracy: ['accuracy', 'acc'],
  f1: ['f1', 'f1 score', 'f 1', 'f score', 'f measure', 'f1score'],
  log_loss: ['log loss', 'logloss', 'cross entropy', 'logarithmic loss', 'negative log likelihood'],
  rmse: ['rmse', 'root mean squared error', 'root mean square error'],
  mae: ['mae', 'mean absolute error', 'absolute error'],
  mape: ['mape', 'mean absolute percentage error', 'percentage error'],
  mse: ['mse', 'mean squared error', 'squared error'],
  r2: ['r2', 'r squared', 'r 2', 'r²', 'coefficient of determination'],
  precision: ['precision'],
  recall: ['recall', 'sensitivity'],
  mcc: ['mcc', 'matthews correlation', 'matthews correlation coefficient'],
};

/** Phrases as words, longest first, so that "balanced accuracy" is found before "accuracy". */
const metricPhrases = Object.entries(metrics)
  .flatMap(([name, phrases]) => phrases.map((phrase) => ({ name, words: phrase.split(' ') })))
  .sort((left, right) => right.words.length - left.words.length);

/** Where the first metric stands, as token indexes; `name` is canonical. */
export function metricSpan(
  tokens: readonly Token[],
): { name: string; start: number; end: number } | undefined {
  const words: string[] = [];
  const owners: number[] = [];
  for (const [index, token] of tokens.entries()) {
    const parts = token.entity
      ? [token.entity.kind === 'quoted' ? token.entity.text.toLowerCase() : '<>']
      : token.word.split(/[-_ ]/);
    for (const part of parts) {
      words.push(part);
      owners.push(index);
    }
  }
  for (const { name, words: phrase } of metricPhrases) {
    for (let at = 0; at + phrase.length <= words.length; at += 1) {
      if (phrase.every((word, offset) => words[at + offset] === word))
        return { name, start: owners[at]!, end: owners[at + phrase.length - 1]! + 1 };
    }
  }
  return undefined;
}

/** The metric to optimise, by its canonical name. */
export const findMetric: SlotFinder = ({ tokens }) => metricSpan(tokens)?.name;

/** A time budget in seconds. A bare number counts after "time budget". */
export const findSeconds: SlotFinder = ({ tokens }) => {
  for (const { entity } of tokens) if (entity?.kind === 'duration') return entity.seconds;
  const index = tokens.findIndex(
    ({ stem, word }) =>
      stem === 'budget' || /^(time-?budget|time_budget|timeout|time-limit|seconds)$/.test(word),
  );
  if (index === -1) return undefined;
  const value = parseNumber(tokens[index + 1]?.word ?? '');
  return value !== null && value > 0 && /^[\d.,]+k?$/.test(tokens[index + 1]!.word) ? value : undefined;
};

const countedWord =
  /^(trials?|iterations?|rounds?|attempts?|tries|try|combinations?|configurations?|configs?|experiments?|evaluations?|evals?|samples?|steps?|candidates?|settings?)$/;
const countName = /^(trials|n_trials|n-trials|max_trials|max-trials|iterations|n_iter|rounds)$/;
const leading = new RegExp(String.raw`(?:^|[\s(])(${numberPattern})[\s-]*$`, 'i');

/** How many trials to run. */
export const findCount: SlotFinder = ({ tokens }: SlotContext) => {
  for (const [index, token] of tokens.entries()) {
    if (token.entity) continue;
    if (
      countName.test(token.word) &&
      (isAssigned(tokens, index + 1) || /^(is|of|to|at)$/.test(tokens[index + 1]?.word ?? ''))
    ) {
      const at = /^(is|of|to|at)$/.test(tokens[index + 1]!.word) ? index + 2 : index + 1;
      const value = parseNumber(tokens[at]?.word ?? '');
      if (value !== null) return value;
    }
    if (!countedWord.test(token.word)) continue;
    const before = tokens
      .slice(Math.max(0, index - 5), index)
      .map(({ gap, text }) => gap + text)
      .join('')
      .replace(
        /\b(more|different|[a-z]+-[a-z]+|optuna|random|search|tuning|total|full|parameter|hyperparameter)\s*$/i,
        '',
      );
    const number = leading.exec(before)?.[1];
    const value = number === undefined ? null : parseNumber(number.replace(/^(up to|at most)\s/, ''));
    if (value !== null && value >= 1 && !/^an?$/.test(number!.trim())) return Math.round(value);
    const after = tokens[index + 1];
    if (after && /^\d+$/.test(after.word) && !/[.;,]/.test(after.gap)) return Number(after.word);
  }
  return undefined;
};
