/** Pieces of a request that say how to do what is asked, and ask for nothing themselves. */
import type { ActionEntry } from './lexicon.ts';
import { isObject } from './objects.ts';
import { metricSpan } from './slots/amounts.ts';
import type { Token } from './tokens.ts';
import { valueStem } from './values.ts';

const given = '^(?:and |so |but |here |where |the |my |our |its |it is |with |use )*';
const nouns =
  '(?:data|dataset|file|table|column|col|target|label|outcome|response|dependent variable|dependent|metric|budget|time|deadline|limit|source|input)';
/** "The data is in <table>" */
const statement = new RegExp(
  String.raw`${given}${nouns}(?: file| column| budget| limit)?(?:$| is\b| are\b| should\b| lives?\b| sits?\b| in\b| at\b| called\b| named\b| <)`,
);
/** "Column SalePrice, 5 min max" */
const shortStatement = new RegExp(
  String.raw`${given}(?:column|col|target|label|outcome|response|dependent|metric|budget|deadline|limit|max|maximum|at most|up to|no more than)\b`,
);
const shortest = 6;
/** "What we predict is cnt", "the thing to predict is `Number of visits`" */
const announcesTarget = [
  String.raw`${given}(?:what|which|all) (?:(?:we|i|you|they) )?(?:(?:want|need|have|should|would|like|try|care|to|about) )*(?:predict\w* |forecast |estimate )?(?:is|are)\b`,
  String.raw`${given}(?:thing|one|value|variable|field) (?:(?:we|i|you|want|need|have) )*(?:to )?(?:predict\w*|forecast|estimate) is\b`,
].map((pattern) => new RegExp(pattern));
const amountWord =
  /^(and|so|but|spend|take|use|in|within|for|at|most|max|is|ok|okay|fine|tops|only|the|about|around|it|you|have|up|to|may|can|please)$/;
/** "evaluate by f1" */
const judgesBy =
  /^(?:and |so |but )*(?:evaluated?|scored?|judged?|measured?|optimi[sz]ed?) (?:it )?(?:by|with|on|using|for)\b/;
/** "I want accuracy" */
const wantsMetric = /^(?:and |so |but )*(?:i|we) (?:want|would like|prefer|like|need|care about|go for)\b/;

/** "The data is in x.csv, column y, five minutes at most": true for what belongs to the request before. */
export function statesArguments(piece: readonly Token[], { kinds }: ActionEntry): boolean {
  if (!kinds.has('table')) return false;
  const words = piece.map(({ word }) => word).join(' ');
  if (statement.test(words)) return true;
  if (kinds.has('column') && announcesTarget.some((pattern) => pattern.test(words))) return true;
  if (piece.some(isObject)) return false;
  if (piece.length <= shortest && (shortStatement.test(words) || isAmount(piece))) return true;
  return kinds.has('metric') && isMetric(piece, words);
}

/** "1h", "spend an hour": a duration and what stands around it. */
function isAmount(piece: readonly Token[]): boolean {
  const words = piece.filter(({ entity, word }) => entity?.kind !== 'duration' && !amountWord.test(word));
  return piece.some(({ entity }) => entity?.kind === 'duration') && words.length === 0;
}

/** "accuracy", "recall matters most", "evaluate by f1", "I want accuracy" */
function isMetric(piece: readonly Token[], words: string): boolean {
  const metric = metricSpan(piece);
  if (!metric) return false;
  const rest = piece.slice(metric.end).map(({ word }) => word);
  const opens = metric.start === 0 || wantsMetric.test(words) || judgesBy.test(words);
  return (
    opens &&
    rest.every((word) =>
      /^(matters?|counts?|is|most|what|important|please|the|score|fine|ok|okay|good)$/.test(word),
    )
  );
}

/** A piece of which no word speaks for an action. */
export function asGiven(piece: readonly Token[]): Token[] {
  return piece.map((token) => (token.entity ? token : { ...token, stem: valueStem, parts: [] }));
}
