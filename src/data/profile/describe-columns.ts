import { aTurn } from '../../turns/index.ts';
import type { ColumnFacts } from '../read/column-facts.ts';
import type { OpenTable } from '../read/open-table.ts';
import { numberName } from '../table.ts';
import { type ColumnProfile, histogramBins, type NumberFigures, quantileShares } from './column-profile.ts';
import { describeHere } from './figures-here.ts';

const exactRows = 200_000;
const columnsAtOnce = 50;

/** Describes every column, one pass for all figures that need nothing else, then one for those that need the quartiles. */
export async function describeColumns(open: OpenTable, topValues: number): Promise<ColumnProfile[]> {
  const profiles: ColumnProfile[] = [];
  const asked = [...open.columns.keys()].filter((place) => open.here?.has(place) !== true);
  for (let from = 0; from < asked.length; from += columnsAtOnce) {
    const places = asked.slice(from, from + columnsAtOnce);
    for (const [at, profile] of (await describeSome(open, places)).entries()) profiles[places[at]!] = profile;
  }
  for (const [place, values] of open.here ?? []) {
    profiles[place] = describeHere(open.columns[place]!, values, topValues);
    await aTurn();
  }
  for (const place of asked) {
    const profile = profiles[place]!;
    if (profile.numbers !== null) profile.numbers.histogram = await histogramOf(open, place, profile.numbers);
    if (profile.kind !== 'identifier' && profile.kind !== 'text' && profile.distinct <= 10_000)
      profile.top = await topOf(open, place, topValues);
  }
  return profiles;
}

async function describeSome(open: OpenTable, places: readonly number[]): Promise<ColumnProfile[]> {
  const isExact = open.rows <= exactRows;
  const relation = open.relation(places);
  const figures = places.flatMap((place) => figuresSql(open.columns[place]!, place, isExact));
  const row =
    figures.length === 0 ? {} : await open.session.row(`SELECT ${figures.join(', ')} FROM ${relation}`);
  const number = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]));
  const profiles = places.map((place): ColumnProfile => {
    const { name, kind, stored, missing, distinct, least, greatest, rows, meanLength } = open.columns[place]!;
    const quantiles = quantileShares.map((share, at): [string, number] => [
      String(share),
      number(`q${place}_${at}`)!,
    ]);
    const mean = number(`m${place}`);
    // A digest of zeros and ones puts its middle in between.
    if (kind === 'boolean')
      for (const [at, share] of quantileShares.entries())
        quantiles[at] = [String(share), share <= 1 - mean! ? 0 : 1];
    const isThere = missing < rows && stored !== 'text';
    return {
      name,
      kind,
      missing,
      distinct: number(`d${place}`) ?? distinct,
      isDistinctExact: isExact || distinct <= 1,
      numbers: isThere
        ? {
            least: least!,
            greatest: greatest!,
            mean: mean!,
            standardDeviation: finiteOrNull(number(`s${place}`)),
            skew: finiteOrNull(number(`k${place}`)),
            quantiles: Object.fromEntries(quantiles),
            outliers: { count: 0, below: 0, above: 0 },
            histogram: { edges: [], counts: [] },
          }
        : null,
      lengths:
        stored === 'text' && missing < rows
          ? { mean: meanLength, least: number(`a${place}`)!, greatest: number(`z${place}`)! }
          : null,
      top: [],
    };
  });
  await countOutliers(open, places, profiles);
  return profiles;
}

function figuresSql(
  { stored, missing, rows, least }: ColumnFacts,
  place: number,
  isExact: boolean,
): string[] {
  const column = `c${place}`;
  const distinct = isExact ? [`count(DISTINCT ${column}) AS d${place}`] : [];
  if (missing === rows) return distinct;
  if (stored === 'text')
    return [...distinct, `min(length(${column})) AS a${place}`, `max(length(${column})) AS z${place}`];
  const list = quantileShares.join(', ');
  const quantiles = isExact ? `quantile_cont(${column}, [${list}])` : `approx_quantile(${column}, [${list}])`;
  // Infinite values have no mean and no spread.
  const finite = `CASE WHEN isfinite(${column}) THEN ${column} END`;
  return [
    ...distinct,
    `avg(${finite}) AS m${place}`,
    `stddev_samp(${finite}) AS s${place}`,
    // DuckDB sums cubes as they are, which loses all digits far from zero.
    `skewness(${finite} - ${Number.isFinite(least) ? least : 0}) AS k${place}`,
    ...quantileShares.map((_, at) => `${quantiles}[${at + 1}] AS q${place}_${at}`),
  ];
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

async function countOutliers(
  open: OpenTable,
  places: readonly number[],
  profiles: readonly ColumnProfile[],
): Promise<void> {
  const figures = profiles.flatMap(({ numbers, kind }, at) => {
    if (numbers === null || kind === 'boolean' || kind === 'constant') return [];
    const [low, high] = [numbers.quantiles['0.25']!, numbers.quantiles['0.75']!];
    numbers.outliers.below = low - 1.5 * (high - low);
    numbers.outliers.above = high + 1.5 * (high - low);
    const { below, above } = numbers.outliers;
    if (!Number.isFinite(below) || !Number.isFinite(above)) return [];
    const column = `c${places[at]}`;
    return [`count(*) FILTER (${column} < ${below} OR ${column} > ${above}) AS o${at}`];
  });
  if (figures.length === 0) return;
  const row = await open.session.row(`SELECT ${figures.join(', ')} FROM ${open.relation(places)}`);
  for (const [at, { numbers }] of profiles.entries())
    if (numbers !== null) numbers.outliers.count = Number(row[`o${at}`] ?? 0);
}

/** Twenty bins of equal width, the last one closed, as numpy's; infinite values are left out. */
async function histogramOf(
  open: OpenTable,
  place: number,
  { least, greatest }: NumberFigures,
): Promise<NumberFigures['histogram']> {
  if (!Number.isFinite(least) || !Number.isFinite(greatest) || least === greatest)
    return { edges: [least, greatest], counts: [open.columns[place]!.rows - open.columns[place]!.missing] };
  const width = (greatest - least) / histogramBins;
  const bin = `least(${histogramBins - 1}, CAST(floor((c${place} - ${least}) / ${width}) AS INTEGER))`;
  const found = await open.session.rows(
    `SELECT ${bin} AS bin, count(*) AS n FROM ${open.relation([place])} WHERE c${place} IS NOT NULL GROUP BY 1`,
  );
  const counts = new Array<number>(histogramBins).fill(0);
  for (const { bin: at, n } of found) counts[Number(at)] = Number(n);
  const edges = Array.from({ length: histogramBins + 1 }, (_, at) =>
    at === histogramBins ? greatest : least + at * width,
  );
  return { edges, counts };
}

async function topOf(
  open: OpenTable,
  place: number,
  most: number,
): Promise<{ value: string | number; count: number }[]> {
  const found = await open.session.rows(
    `SELECT c${place} AS value, count(*) AS n FROM ${open.relation([place])} WHERE c${place} IS NOT NULL
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${most}`,
  );
  const { stored } = open.columns[place]!;
  return found.map(({ value, n }) => ({
    value: asWritten(value as string | number, stored),
    count: Number(n),
  }));
}

/** A value as its file says it: true and false lie in the table as 1 and 0. */
export function asWritten(value: string | number, stored: ColumnFacts['stored']): string | number {
  return stored === 'boolean' && typeof value === 'number' ? numberName(value, { isTruth: true }) : value;
}
