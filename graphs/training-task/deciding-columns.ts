import type { TaskState } from './state.ts';

/** From such a score on (area under the ROC curve, R²) there is little left for any other column to tell. */
const nearlyAll = 0.99;
/** More are only counted. */
const mostNamed = 3;
/** Findings about one column alone. */
const ofOneColumn: ReadonlySet<string> = new Set(['leakage', 'strong-column']);

/** What is needed of a task to tell. */
export interface DecidingFacts {
  request: Pick<TaskState['request'], 'target'>;
  data: Pick<NonNullable<TaskState['data']>, 'findings'> | null;
  dropped: readonly Pick<TaskState['dropped'][number], 'column'>[];
}

/** The columns each of which alone all but decides the target, the surest first, with the score that the data checks have measured. */
export function decidingColumns({
  data,
}: Pick<DecidingFacts, 'data'>): { column: string; score: number; metric: string }[] {
  return (data?.findings ?? [])
    .flatMap(({ code, column, evidence: { value, metric } }) =>
      ofOneColumn.has(code) && column !== null && typeof value === 'number' && value >= nearlyAll
        ? [{ column, score: value, metric: metric === 'r2' ? 'R²' : 'ROC AUC' }]
        : [],
    )
    .sort((one, other) => other.score - one.score);
}

/** What a person must know of them, left out or not: a score that rests on one column is worth what the column is worth. Empty where there is none. */
export function decidingWarnings(facts: DecidingFacts): string[] {
  const found = decidingColumns(facts);
  const gone = new Set(facts.dropped.map(({ column }) => column));
  const lines = found.slice(0, mostNamed).map(({ column, score, metric }) => {
    const what = `${column} alone all but decides ${facts.request.target} (${metric} ${score.toFixed(3)} by this one column)`;
    return gone.has(column)
      ? `${what} and was left out. If it is known when predictions are made, it may be kept.`
      : `${what} and was kept. If it is not known when predictions are made, leave it out: the scores are then far too good.`;
  });
  const more = found.length - lines.length;
  return more > 0
    ? [...lines, `${more} more ${more === 1 ? 'column does' : 'columns do'} so, too, each alone.`]
    : lines;
}
