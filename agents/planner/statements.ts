/** Pieces of a request that say how to do what is asked, and ask for nothing themselves. */
import type { ActionEntry } from './lexicon.ts';
import { isObject } from './objects.ts';
import { metricSpan } from './slots/amounts.ts';
import type { Token } from './tokens.ts';
import { valueStem } from './values.ts';

const given = '^(?:and |so |but |here |where |the |my |our |its |it is |with |use )*';
const nouns = '(?:data|dataset|file|table|column|col|target|label|outcome|metric|budget|time|deadline|limit)';
/** "The data is in <table>" */
const statement = new RegExp(
  String.raw`${given}${nouns}(?: file| column| budget| limit)?(?:$| is\b| are\b| should\b| lives?\b| sits?\b| in\b| at\b| called\b| named\b| <)`,
);
/** "Column SalePrice, 5 min max" */
const shortStatement = new RegExp(
  String.raw`${given}(?:column|col|target|label|outcome|metric|budget|deadline|limit|max|maximum|at most|up to|no more than)\b`,
);
const shortest = 6;
/** "What we predict is cnt", "the thing to predict is `Number of visits`" */
const announcesTarget = [
  String.raw`${given}(?:what|which|all) (?:(?:we|i|you|they) )?(?:(?:want|need|have|should|would|like|try|care|to|about) )*(?:predict\w* |forecast |estimate )?(?:is|are)\b`,
  String.raw`${given}(?:thing|one|value|variable|field) (?:(?:we|i|you|want|need|have) )*(?:to )?(?:predict\w*|forecast|estimate) is\b`,
].map((pattern) => new RegExp(pattern));
/** "I want accuracy" */
const wantsMetric = /^(?:and |so |but )*(?:i|we) (?:want|would like|prefer|like|need|care about|go for)\b/;

/** "The data is in x.csv, column y, five minutes at most": true for what belongs to the request before. */
export function statesArguments(piece: readonly Token[], { kinds }: ActionEntry): boolean {
  if (!kinds.has('table')) return false;
  const words = piece.map(({ word }) => word).join(' ');
  if (statement.test(words)) return true;
  if (kinds.has('column') && announcesTarget.some((pattern) => pattern.test(words))) return true;
  if (piece.some(isObject)) return false;
  const metric = kinds.has('metric') && wantsMetric.test(words) ? metricSpan(piece) : undefined;
  return metric?.end === piece.length || (piece.length <= shortest && shortStatement.test(words));
}

/** A piece of which no word speaks for an action. */
export function asGiven(piece: readonly Token[]): Token[] {
  return piece.map((token) => (token.entity ? token : { ...token, stem: valueStem, parts: [] }));
}
