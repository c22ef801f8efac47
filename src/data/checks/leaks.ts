import { createRandom, type Target } from '../../train/index.ts';
import type { Column } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { checkMetric, knownRows, type OutOfFold, outOfFold, randomFor, shareOf } from './out-of-fold.ts';
import { commonClasses, type SingleScore, singleColumnScore } from './single-column-score.ts';
import { isTime } from './time-columns.ts';
import type { Turns } from './turns.ts';

const candidateAt = 0.95;
const graveAt = 0.99;
/** Without the columns in question the rest must be that much worse: as a difference, and as a multiple of the error. */
const leastJump = 0.18;
const leastRatio = 5;
const rowsAtMost = 4_000;

interface Judged {
  column: Column;
  score: SingleScore;
}

/**
 * Columns that alone predict the target, while all the others together do not come near: a column that is merely good has company. Those that are as good as that,
 * but not alone in it, are told as `strong-column`.
 */
export async function leaks(
  columns: readonly Column[],
  whole: Target,
  goal: string,
  { seed, signal, turns }: { seed: number; signal?: AbortSignal | undefined; turns: Turns },
): Promise<TableFinding[]> {
  const target = commonClasses(whole);
  const judged: Judged[] = [];
  for (const column of columns) {
    await turns();
    const score = await singleColumnScore(column, target, seed);
    if (score !== null) judged.push({ column, score });
  }
  const candidates = judged.filter(({ column, score }) => score.value >= leastOf(column, score));
  if (candidates.length === 0) return [];
  const rest = judged
    .filter((each) => !candidates.includes(each) && each.column.kind !== 'identifier')
    .map(({ column }) => column);
  const restError = await errorOf(rest, target, seed, signal);
  return candidates.map(({ column, score }) => {
    const error = 1 - score.value;
    const nextBest = judged.reduce(
      (best, other) =>
        other.score.value < 1 - Math.max(10 * error, 0.02) ? Math.max(best, other.score.value) : best,
      0,
    );
    const isPerfect =
      error <= 0.001 && candidates.every((other) => other.column === column || other.score.value <= nextBest);
    // What rises or falls with time is no leak of the time's.
    const isAlone =
      !isTime(column) &&
      ((restError >= leastJump && restError >= leastRatio * error) || (isPerfect && restError > 5 * error));
    return finding(column, goal, score, 1 - restError, isAlone);
  });
}

/** Within one value of a category numbers still vary: one that decides most of them, as a kind decides a price, is no leak yet; made of the target, it leaves next to nothing. */
function leastOf({ type }: Column, { metric }: SingleScore): number {
  return type === 'texts' && metric === 'r2' ? graveAt : candidateAt;
}

async function errorOf(
  columns: readonly Column[],
  target: Target,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  if (columns.length === 0) return 1;
  const rows = knownRows(target, rowsAtMost, randomFor(seed, 'rest'));
  if (rows.length < 40) return 1;
  const { score } = await outOfFold({ columns, target, rows, folds: 3, seed, signal });
  return 1 - (score ?? 0);
}

function finding(
  column: Column,
  goal: string,
  { metric, value, rows }: SingleScore,
  rest: number,
  isAlone: boolean,
): TableFinding {
  const shown = `${metric === 'r2' ? 'R²' : 'ROC AUC'} ${value.toFixed(3)} on ${rows} rows it was not fitted to`;
  const others = Math.max(metric === 'r2' ? 0 : 0.5, rest).toFixed(3);
  return {
    code: isAlone ? 'leakage' : 'strong-column',
    severity: !isAlone ? 'low' : value >= graveAt ? 'high' : 'medium',
    column: column.name,
    message: isAlone
      ? `${column.name} alone predicts ${goal} (${shown}), all others together reach ${others}. If it is not known when predictions are made, leave it out.`
      : `${column.name} alone predicts ${goal} (${shown}), and others do nearly as well without it. Make sure that it is known when predictions are made.`,
    evidence: { metric, value, rows, others: rest },
  };
}

/** With a leak the target is all but settled: a model leaves that little. What merely helps much, a district or a year, leaves noise. */
const suspiciousError = { rocAuc: 0.02, r2: 0.01 } as const;
/** From there on a finding is grave, and training leaves the column out; more is left to a person. */
const settledError = { rocAuc: 0.01, r2: 0.005 } as const;
const jointJump = 0.1;
const jointRatio = 6;
const mostTogether = 3;
/** What honestly helps says something alone too; columns that cancel out to the target say next to nothing, a leak nearly all. */
const mostAlone = { rocAuc: 0.7, r2: 0.3 } as const;
/** Effects that add up give a model what they say alone; columns that cancel out give it that many times as much. */
const leastSynergy = 2;
const shortlist = 5;

/**
 * Columns that give the target away only together: a model of all is suspiciously good, and without one of them far worse, while it needs no other as much.
 *
 * @param models out-of-fold models of the same columns and rows, of different families
 */
export async function leaksTogether(
  columns: readonly Column[],
  target: Target,
  rows: Int32Array,
  models: readonly { family: 'gradient-boosting' | 'linear'; judged: OutOfFold }[],
  {
    goal,
    seed,
    signal,
    turns,
  }: { goal: string; seed: number; signal?: AbortSignal | undefined; turns: Turns },
): Promise<TableFinding[]> {
  const [best] = [...models].sort((one, other) => (other.judged.score ?? 0) - (one.judged.score ?? 0));
  if (best === undefined || best.judged.score === null || columns.length < 3) return [];
  const error = 1 - best.judged.score;
  const metric = checkMetric(target);
  if (error > suspiciousError[metric]) return [];
  const needed = await mostNeeded(columns, target, rows, best.family, seed, turns);
  const found: { column: Column; without: number; isNearlyAll: boolean }[] = [];
  for (const column of needed) {
    const others = columns.filter((other) => other !== column);
    const scores: number[] = [];
    for (const { family } of models) {
      const { score } = await outOfFold({ columns: others, target, rows, folds: 3, family, seed, signal });
      scores.push(score ?? 0);
    }
    const without = Math.max(...scores);
    const alone = await singleColumnScore(column, target, seed);
    const isNearlyAll = alone !== null && alone.value >= leastOf(column, alone);
    if (alone !== null && !isNearlyAll && addsUp(alone, 1 - error - without)) continue;
    if (1 - without >= Math.max(error + jointJump, jointRatio * error))
      found.push({ column, without, isNearlyAll });
  }
  if (found.length === 0 || found.length > mostTogether) return [];
  const named = metric === 'r2' ? 'R²' : 'ROC AUC';
  const names = found.map(({ column }) => column.name);
  return found.map(({ column, without, isNearlyAll }) => ({
    code: isNearlyAll ? 'leakage' : 'leakage-in-combination',
    severity: error <= settledError[metric] ? 'high' : 'medium',
    column: column.name,
    message: `With ${column.name} a model predicts ${goal} almost perfectly (${named} ${(1 - error).toFixed(3)}), without it far worse (${without.toFixed(3)})${names.length > 1 ? `; it gives the target away together with ${names.filter((name) => name !== column.name).join(' and ')}` : ''}. If it is not known when predictions are made, leave it out.`,
    evidence: { metric, with: 1 - error, without, together: names.join(', ') },
  }));
}

/** Whether a column says enough alone for what a model gains by it: an effect of its own beside those of others. */
function addsUp({ metric, value }: SingleScore, gained: number): boolean {
  const skill = metric === 'r2' ? Math.max(0, value) : Math.max(0, 2 * value - 1);
  return value > mostAlone[metric] || (metric === 'r2' ? gained : 2 * gained) < leastSynergy * skill;
}

/** The columns whose dealing out anew costs a model most, measured on a quarter of the rows. */
async function mostNeeded(
  columns: readonly Column[],
  target: Target,
  rows: Int32Array,
  family: 'gradient-boosting' | 'linear',
  seed: number,
  turns: Turns,
): Promise<readonly Column[]> {
  if (columns.length <= shortlist) return columns;
  const random = createRandom(seed);
  const { fitted, judge } = await shareOf({ columns, target, rows, family, seed });
  const drops: { column: Column; score: number }[] = [];
  for (const [place, column] of columns.entries()) {
    await turns();
    const dealt = random.shuffle(Int32Array.from({ length: fitted.rows }, (_, row) => row));
    const values = [...fitted.columns];
    values[place] = Float64Array.from(dealt, (row) => fitted.columns[place]![row]!);
    drops.push({ column, score: judge({ ...fitted, columns: values }) ?? 1 });
  }
  return drops
    .sort((one, other) => one.score - other.score)
    .slice(0, shortlist)
    .map(({ column }) => column);
}
