import {
  createRandom,
  type MetricName,
  type Predictions,
  scoreOf,
  type Target,
  takePredictions,
  takeTarget,
  weightedMean,
} from '../../train/index.ts';
import { aTurn } from '../../turns/index.ts';

/** Weights and maps hardly move beyond so many rows, and each row costs some hundred times over. */
export const mostRows = 20_000;
/** With fewer rows weights are chance. */
const leastRows = 2_000;
/** With fewer candidates there is nothing to blend. */
const leastCandidates = 3;
/** How often each candidate is scored: in each of so many rounds, by all rows and by all but one of three parts in turn; and what stacks and maps take beside it. */
const scorings = 25 * 3;
const otherWork = 1.6;
/** Clocks tell no less. */
const leastMs = 0.01;

interface Said {
  target: Target;
  said: readonly Predictions[];
}

/** Which rows the choice of weights and maps looks at (null: all), and how many of the candidates. */
export function drawFor(
  { target, said, metric, seed }: Said & { metric: MetricName; seed: number },
  budgetMs: number,
): { places: Int32Array | null; candidates: number } {
  const rows = rowsOf(target);
  if (said.length === 1 || budgetMs === Number.POSITIVE_INFINITY) {
    return { places: draw(Math.min(rows, mostRows)), candidates: said.length };
  }
  const each = scoringMs({ target, said }, metric, Math.min(rows, leastRows));
  const affordable = budgetMs / (each * scorings * otherWork);
  const wanted = Math.min(rows, mostRows, Math.max(leastRows, Math.floor(affordable / said.length)));
  const candidates = Math.max(leastCandidates, Math.min(said.length, Math.floor(affordable / wanted)));
  return { places: draw(wanted), candidates };

  function draw(count: number): Int32Array | null {
    return count >= rows ? null : createRandom(seed).sample(count, rows).sort();
  }
}

/** What is true and said of some rows; of all where no places are named. */
export async function ofRows(
  places: Int32Array | null,
  target: Target,
  said: readonly Predictions[],
  signal: AbortSignal | undefined,
): Promise<Said> {
  if (places === null) return { target, said };
  const some: Predictions[] = [];
  for (const own of said) {
    await aTurn(signal);
    some.push(takePredictions(own, places));
  }
  return { target: takeTarget(target, places), said: some };
}

/** What is said of all rows, where what is said of some is already known by models that have not seen them. */
export function onAllRows(
  known: Predictions,
  places: Int32Array | null,
  ofAll: () => Predictions,
): Predictions {
  if (places === null) return known;
  const all = ofAll();
  const [from, to] = [valuesOf(known), valuesOf(all)];
  for (const [output, values] of to.entries())
    for (const [place, row] of places.entries()) values[row] = from[output]![place]!;
  return all;
}

function valuesOf(said: Predictions): readonly Float64Array[] {
  return said.task === 'regression' ? [said.values] : said.probabilities;
}

/** What scoring a blend takes for a row, here and now. */
function scoringMs({ target, said }: Said, metric: MetricName, count: number): number {
  const places = Int32Array.from({ length: count }, (_, place) => place);
  const some = takePredictions(said[0]!, places);
  const truth = takeTarget(target, places);
  const classes = target.task === 'regression' ? null : target.classes;
  const once = () => {
    const began = performance.now();
    scoreOf(metric, truth, weightedMean([some, some], [0.5, 0.5], classes));
    return performance.now() - began;
  };
  // The first time it is compiled, too.
  return Math.max(leastMs, Math.min(once(), once(), once())) / Math.max(1, count);
}

function rowsOf(target: Target): number {
  return target.task === 'regression' ? target.values.length : target.codes.length;
}
