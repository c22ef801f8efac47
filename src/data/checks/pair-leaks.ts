import { scores, type Target } from '../../train/index.ts';
import type { Column } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { knownRows, outOfFold, randomFor } from './out-of-fold.ts';
import type { Turns } from './turns.ts';

const mostColumns = 40;
const rowsAtFirst = 400;
const rowsAtMost = 2_000;
/** Two columns that are the target together explain so much; what they explain alone, and what all others explain, is far from it. */
const enough = { rocAuc: 0.985, r2: 0.985 } as const;
/** A formula with noise comes near the target, too: only from there on training leaves the columns out. */
const graveFrom = 0.995;
const mostApart = 0.9;
const leastRatio = 6;
/** Where either of two columns alone ranks two classes better than that, what they say together may be how the class is decided. */
const mostOfClassAlone = 0.65;

type Numbers = Column & { type: 'numbers' };

const ways: readonly { sign: string; of: (one: number, other: number) => number }[] = [
  { sign: '−', of: (one, other) => one - other },
  { sign: '+', of: (one, other) => one + other },
  { sign: '÷', of: (one, other) => one / other },
  { sign: '×', of: (one, other) => one * other },
];

/**
 * Pairs of numbers whose difference, sum, ratio or product is the target, give or take a little: a model finds a ratio hard to learn, so it is computed. A pair is named
 * only where the target is far from what the columns say one by one, and from what a model of the others reaches.
 */
export async function pairLeaks(
  columns: readonly Column[],
  target: Target,
  goal: string,
  { seed, signal, turns }: { seed: number; signal?: AbortSignal | undefined; turns: Turns },
): Promise<TableFinding[]> {
  if (target.task === 'classification' && target.classes.length !== 2) return [];
  const metric = target.task === 'regression' ? 'r2' : 'rocAuc';
  const numeric = columns.filter(
    (each): each is Numbers => each.type === 'numbers' && each.kind === 'numeric',
  );
  if (numeric.length < 2 || numeric.length > mostColumns) return [];
  const rows = knownRows(target, rowsAtMost, randomFor(seed, 'pairs'));
  const few = randomFor(seed, 'few').shuffle(rows.slice()).subarray(0, rowsAtFirst);
  const tell = (values: (row: number) => number, some: Int32Array) => strengthOf(values, some, target);
  const alone: number[] = [];
  for (const { values } of numeric) {
    await turns();
    alone.push(tell((row) => values[row]!, few));
  }
  let best: { one: Numbers; other: Numbers; sign: string; strength: number; strongest: number } | null = null;
  for (const [place, one] of numeric.entries())
    for (const [later, other] of numeric.entries()) {
      await turns();
      if (place === later || Math.max(alone[place]!, alone[later]!) > mostApart) continue;
      for (const { sign, of } of ways) {
        if (sign !== '÷' && later < place) continue;
        const values = (row: number) => of(one.values[row]!, other.values[row]!);
        if (tell(values, few) < enough[metric] - 0.01) continue;
        await turns();
        const strength = tell(values, rows);
        if (strength >= enough[metric] && strength > (best?.strength ?? 0))
          best = { one, other, sign, strength, strongest: Math.max(alone[place]!, alone[later]!) };
      }
    }
  if (best === null) return [];
  const { one, other, sign, strength, strongest } = best;
  const rest = columns.filter((each) => each !== one && each !== other);
  const { score } =
    rest.length === 0
      ? { score: 0 }
      : await outOfFold({ columns: rest, target, rows, folds: 3, seed, signal });
  const others = Math.max(metric === 'r2' ? 0 : 0.5, score ?? 0);
  if (1 - others < leastRatio * (1 - strength)) return [];
  // A class may well be decided by such a figure, as loans are by debt over income, of which either says much alone: a person decides.
  const isGrave = metric === 'r2' ? strength >= graveFrom : strongest < mostOfClassAlone;
  const named = metric === 'r2' ? 'R²' : 'ROC AUC';
  return [one, other].map(({ name }) => ({
    code: 'leakage-in-combination',
    severity: isGrave ? 'high' : 'medium',
    column: name,
    message: `${one.name} ${sign} ${other.name} is ${goal} nearly (${named} ${strength.toFixed(3)}); all other columns together reach ${others.toFixed(3)}. If they are not known when predictions are made, leave them out.`,
    evidence: { metric, with: strength, without: others, together: `${one.name}, ${other.name}`, sign },
  }));
}

/** How nearly values are the target: Pearson's r² for numbers, the area under the ROC curve, either way round, for two classes; 0 where too many rows have none. */
function strengthOf(values: (row: number) => number, rows: Int32Array, target: Target): number {
  const known = rows.filter((row) => Number.isFinite(values(row)));
  if (known.length < 0.9 * rows.length || known.length < 50) return 0;
  const own = Float64Array.from(known, values);
  if (target.task === 'regression')
    return squaredCorrelation(
      own,
      Float64Array.from(known, (row) => target.values[row]!),
    );
  const truth = { ...target, codes: Int32Array.from(known, (row) => target.codes[row]!) };
  const [low, high] = [Math.min(...own), Math.max(...own)];
  const scaled = own.map((value) => (high > low ? (value - low) / (high - low) : 0.5));
  const { rocAuc } = scores(truth, {
    task: 'classification',
    classes: target.classes,
    probabilities: [scaled.map((value) => 1 - value), scaled],
  });
  return rocAuc === null || rocAuc === undefined ? 0 : Math.max(rocAuc, 1 - rocAuc);
}

function squaredCorrelation(one: Float64Array, other: Float64Array): number {
  const rows = one.length;
  let [sumOne, sumOther] = [0, 0];
  for (let row = 0; row < rows; row++) {
    sumOne += one[row]!;
    sumOther += other[row]!;
  }
  let [ofOne, ofOther, both] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const [x, y] = [one[row]! - sumOne / rows, other[row]! - sumOther / rows];
    ofOne += x * x;
    ofOther += y * y;
    both += x * y;
  }
  return ofOne > 0 && ofOther > 0 ? both ** 2 / (ofOne * ofOther) : 0;
}
