import type { PlanStep } from '../../src/observe/index.ts';
import type { PreviousTurn } from '../define.ts';
import type { Lexicon } from './lexicon.ts';
import { spoken } from './questions.ts';
import { findNamedModel, tablesIn } from './slots/index.ts';
import { outputTable } from './slots/output-table.ts';
import type { Token } from './tokens.ts';

const lead =
  '^(?:(?:so|and|but|ok|okay|hey|hi|hello|please|well|also|just|now|then|can you|could you|would you|i want to|i would like to|lets) )*';
const tail = '(?: (?:please|pls|thanks|now|too|again|for me))*$';
const making =
  '(?:(?:make|get|give me|i need|i want|run|compute|do|show me) )?(?:(?:a|some|the|new|batch) )*';
const predict = '(?:predict|predictions?|score|inference|infer)';
const rows = '(?:(?:all|each|every|of|the|my|our|these|this|those|rows?|lines?|for|on|in|from) )*<table>';
/** Words that stand before "model" and name none: kinds of models that are to be made. */
const madeAnew =
  '(?!(?:a|an|new|linear|logistic|ridge|boosting|boosted|forest|random|tree|neural|ensemble|better|simple|good|any|some|all|only|just|it|auc|roc|f1|rmse|mae|accuracy|recall|precision|xgboost|xgb|lightgbm|lgbm|catboost|gbm|knn|ml|automl|ai)\\b)';
const named = `(?:the |my |our )?${madeAnew}(?:[\\w-]+ )?model|(?:the |my |our )?(?:model )?<model-version>|model [\\w-]+`;
const it =
  '(?:it|this|that|this one|that one|the (?:winner|best one|result|new one|model|best model|new model))';
const bare = `(?:the |my |our )?${madeAnew}(?!the |my |our )[\\w-]+`;
const by = '(?:with|using|by|through|use|from|of)';

const shapes = [
  `${making}${predict} ${rows} ${by} (?:${named}|${it}|${bare})`,
  // "Predict churned for new.csv with churn@3": a column beside, and a model that can be none but one that there is.
  `${making}${predict} \\S+ (?:of|for|in|on|from) ${rows} ${by} (?:${named})`,
  `${making}${predict} ${by} (?:${named}|${it}) (?:for|on|to|over|in) ${rows}`,
  `(?:apply|use|run|try) (?:${named}) (?:on|to|for|over|with|against)(?: (?:predict|score))? ${rows}`,
  `what (?:does|do|would|will) (?:(?:${named}|${it}) (?:predict|say|think)|${bare} predict) (?:for|about|of|on) ${rows}`,
].map((shape) => new RegExp(`${lead}${shape}${tail}`));

const appliesIt = new RegExp(
  `${lead}(?:use|apply|run|try) (?:it|this|that|this one|the model) (?:on|to|for|over|with|against) ${rows}${tail}`,
);

/** No table is named: which one is for the person to say. */
const withoutTable = new RegExp(
  `${lead}(?:score|predict) (?:it|this|that|them|these|those|(?:the |my |our |some |these |those |new )*(?:rows|data|customers|records))(?: (?:with|using|by) (?:${named}|${it}))?${tail}`,
);

/**
 * The step of a request to predict rows with a model that there is: what it names of model, table and file. Null for any other text, and where more is asked for beside.
 */
export function predictionAsked(
  lexicon: Lexicon,
  { text, tokens, previous }: { text: string; tokens: readonly Token[]; previous: PreviousTurn | null },
): PlanStep | null {
  const entry = lexicon.entries.find(({ action }) => action.name === 'predict_rows');
  if (entry === undefined) return null;
  const out = outputTable(tokens);
  const rest = out === null ? tokens : [...tokens.slice(0, out.start), ...tokens.slice(out.end)];
  const words = spoken(rest);
  const last = typeof previous?.about?.model === 'string' ? previous.about.model : undefined;
  // After a look at code, its score is meant.
  const lacksTable =
    withoutTable.test(words) && previous?.about?.paths === undefined && previous?.about?.code === undefined;
  if (
    !lacksTable &&
    !shapes.some((shape) => shape.test(words)) &&
    !(last !== undefined && appliesIt.test(words))
  )
    return null;
  if (/\b(?:train|build|fit|validate|evaluate|test|gate|drift|fair|fairness|bias)\b/.test(words)) return null;
  const [table] = tablesIn({ lexicon, text, tokens: rest, hits: new Set() });
  const model = modelIn(lexicon, text, rest) ?? last;
  return {
    agent: entry.agent,
    action: entry.action.name,
    arguments: {
      ...(model === undefined ? {} : { model }),
      ...(table === undefined ? {} : { data: table.path }),
      ...(out === null ? {} : { out: out.path }),
    },
  };
}

function modelIn(lexicon: Lexicon, text: string, tokens: readonly Token[]): string | undefined {
  const versioned = tokens.find(({ entity }) => entity?.kind === 'model-version')?.text;
  const context = { lexicon, text, tokens, hits: new Set<number>() };
  // "… with churn": the last word names it.
  const last = tokens.findLast(
    ({ word }) =>
      !/^(?:please|pls|thanks|it|this|that|model|one|winner|result|best|new|now|too|again|me|for)$/.test(
        word,
      ),
  );
  const isNamed =
    last?.entity === null &&
    /^(?:with|using|by|through|use|from|of|the|my|our)$/.test(tokens[tokens.indexOf(last) - 1]?.word ?? '');
  // "What does churn predict …": the word before names it.
  const asked = tokens.findIndex(({ word }) => word === 'predict');
  const subject = /^(?:does|would|will)$/.test(tokens[asked - 2]?.word ?? '') ? tokens[asked - 1] : undefined;
  const named = isNamed && !/^(?:the|my|our)$/.test(last.word) ? last : subject;
  const name = versioned ?? findNamedModel(context);
  if (name !== undefined) return name;
  return named?.entity === null && !/^(?:it|this|that|model|one)$/.test(named.word) ? named.text : undefined;
}
