/** A place from which on a column of numbers is told in another unit. */
export interface UnitChange {
  /** The first row, in the order that was given, with the other unit. */
  from: number;
  /** After = factor × before + offset. */
  factor: number;
  offset: number;
  /** Such as "× 1000", or "°C to °F". */
  unit: string;
  /** Kolmogorov and Smirnov's distance of the two parts after conversion, and before it. */
  distance: number;
  distanceBefore: number;
  /** Whether it is one step that stands alone in a column that moves little from row to row. */
  isStep?: true;
}

const factors: readonly (readonly [number, string])[] = [
  [10, '× 10'],
  [100, '× 100 (such as m and cm, or units and per cent)'],
  [1_000, '× 1000 (such as kg and g, or thousands and units)'],
  [10_000, '× 10,000'],
  [1e6, '× 1,000,000'],
  [60, '× 60 (such as minutes and seconds)'],
  [3_600, '× 3600 (hours and seconds)'],
  [24, '× 24 (days and hours)'],
  [7, '× 7 (weeks and days)'],
  [12, '× 12 (years and months, or feet and inches)'],
  [2.54, '× 2.54 (inches and cm)'],
  [3.2808, '× 3.28 (m and feet)'],
  [0.3937 * 100, '× 39.4 (m and inches)'],
  [2.2046, '× 2.2 (kg and pounds)'],
  [1.6093, '× 1.61 (miles and km)'],
  [4.184, '× 4.18 (calories and joules)'],
  [3.7854, '× 3.79 (gallons and litres)'],
  [28.3495, '× 28.3 (ounces and grams)'],
  [10.7639, '× 10.8 (square metres and square feet)'],
  [2.471, '× 2.47 (hectares and acres)'],
];
const leastRows = 80;
/** Rows at either end in which no change is looked for. */
const edgeShare = 0.1;
const mostAfter = 0.2;
/** How far apart the parts must lie: by a small factor, or near the place alone, chance puts them apart too. */
const leastBefore = { large: 0.3, small: 0.55, near: 0.75 } as const;
/** So many standard units the parts must lie apart: the place is chosen for it, so more than at a place known beforehand. */
const beyondChance = 2;
const smallFactor = 4;
const unknownFactor = 4;
/** Factors from there on are told from what else moves a column even where the parts are not quite alike. */
const largeFactor = 9;
/** Parts that hardly overlap are in two units even where their rows differ a little else. */
const apart = { before: 0.95, after: 0.33 } as const;

/**
 * Looks for one place in the order of the rows from which on a column is the same but for its unit: where the ranks break most (Pettitt, 1979), and the quantiles
 * after are those before times a factor (or, for temperatures, with an offset), near one that converts units. Null where there is none.
 *
 * @param values in the order of rows; NaN is missing
 */
export function unitChange(values: Float64Array): UnitChange | null {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) if (Number.isFinite(values[row]!)) rows.push(row);
  if (rows.length < leastRows) return null;
  const own = Float64Array.from(rows, (row) => values[row]!);
  if (new Set(own).size < 8) return null;
  const jump = jumpOf(own);
  if (jump !== null) return { ...jump, from: rows[jump.from]! };
  const candidates = breaksOf(own);
  for (const at of candidates)
    for (const near of [own.length, nearRows(own.length)]) {
      // Values that follow the seasons are alike on both sides of a place only near it.
      const first = Math.max(0, at - near);
      const isNear = near < own.length;
      const found = changeAt(own.slice(first, at + near), at - first, isNear);
      if (found !== null && (!isNear || fitsWhole(own, at, found))) return { ...found, from: rows[at]! };
    }
  return null;
}

/** A change seen near a place holds for all rows after it: with it these are nearer to all before than without it, else a stretch of rows is only unlike its neighbours. */
function fitsWhole(values: Float64Array, at: number, { factor, offset }: Omit<UnitChange, 'from'>): boolean {
  const before = values.slice(0, at);
  const after = values.slice(at).sort();
  const converted = before.map((value) => factor * value + offset).sort();
  return distanceOf(converted, after) < distanceOf(before.sort(), after);
}

/** A step so many times the largest other one stands alone. */
const jumpOver = 8;
/** How near the step of a column that moves little from row to row must be to a factor of units, by its logarithm. */
const jumpNear = 0.015;

/**
 * One step that stands alone in a column that moves little from row to row, since it is sorted or follows the time, and that is a factor of units: neither part need be
 * like the other there.
 */
function jumpOf(values: Float64Array): UnitChange | null {
  const edge = Math.max(20, Math.floor(values.length * edgeShare));
  if (!values.every((value) => value > 0)) return null;
  const steps = values.map((value, row) => (row === 0 ? 0 : Math.abs(Math.log(value / values[row - 1]!))));
  let at = -1;
  for (let row = 1; row < steps.length; row++) if (at < 0 || steps[row]! > steps[at]!) at = row;
  if (at < edge || at > values.length - edge) return null;
  const others = steps.reduce((most, step, row) => (row === at ? most : Math.max(most, step)), 0);
  if (steps[at]! < jumpOver * others) return null;
  const step = values[at]! / values[at - 1]!;
  for (const [size, unit] of factors)
    for (const factor of [size, 1 / size])
      if (Math.abs(Math.log(step / factor)) <= Math.max(jumpNear, others))
        return {
          from: at,
          factor,
          offset: 0,
          unit: factor === size ? unit : `the inverse of ${unit}`,
          distance: 0,
          distanceBefore: 1,
          isStep: true,
        };
  return null;
}

/** How far apart sources must lie, and how alike they must be after conversion: nothing says where a change began, so more is asked than in an order. */
const leastBySource = 0.6;
const mostBySource = 0.13;

/** Whether some values are others in another unit. Null where they are not; `from` is 0. */
export function unitBetween(some: Float64Array, others: Float64Array): UnitChange | null {
  const [own, usual] = [some, others].map((values) => values.filter(Number.isFinite).sort());
  if (own!.length < leastRows / 2 || usual!.length < leastRows / 2) return null;
  if (new Set(usual).size < 8 || new Set(own).size < 8) return null;
  const distanceBefore = distanceOf(usual!, own!);
  if (distanceBefore < leastBySource) return null;
  let best: UnitChange | null = null;
  const chance = 1.36 * Math.sqrt(1 / own!.length + 1 / usual!.length);
  for (const { factor, offset, unit } of conversionsOf(usual!, own!)) {
    const converted = usual!.map((value) => factor * value + offset).sort();
    const distance = distanceOf(converted, own!);
    if (distance > Math.max(mostBySource, chance) || distance > distanceBefore / 4) continue;
    if (best === null || distance < best.distance)
      best = { from: 0, factor, offset, unit, distance, distanceBefore };
  }
  return best;
}

function nearRows(rows: number): number {
  return Math.max(40, Math.min(200, Math.floor(rows / 10)));
}

/** Where the ranks break most, and where the spreads do: a factor may move one without the other. */
function breaksOf(values: Float64Array): number[] {
  const edge = Math.max(20, Math.floor(values.length * edgeShare));
  const places = [breakOf(ranksOf(values), edge)];
  if (values.some((value) => value < 0)) places.push(breakOf(ranksOf(values.map(Math.abs)), edge));
  return [...new Set(places.filter((place) => place > 0))];
}

function breakOf(ranks: Float64Array, edge: number): number {
  const count = ranks.length;
  const mean = (count - 1) / 2;
  let [sum, most, at] = [0, 0, -1];
  for (let place = 0; place < count - edge; place++) {
    sum += ranks[place]! - mean;
    // By the spread that the sum has there under chance: else the middle would always win.
    const size = Math.abs(sum) / Math.sqrt((place + 1) * (count - place - 1));
    if (place + 1 >= edge && size > most) [most, at] = [size, place + 1];
  }
  return at;
}

function changeAt(values: Float64Array, at: number, isNear: boolean): Omit<UnitChange, 'from'> | null {
  const before = values.slice(0, at).sort();
  const after = values.slice(at).sort();
  const distanceBefore = distanceOf(before, after);
  if (distanceBefore < (isNear ? leastBefore.near : leastBefore.large)) return null;
  if (distanceBefore < beyondChance * Math.sqrt(1 / before.length + 1 / after.length)) return null;
  let best: Omit<UnitChange, 'from'> | null = null;
  for (const { factor, offset, unit } of conversionsOf(before, after)) {
    const isSmall = factor < smallFactor && factor > 1 / smallFactor && offset === 0;
    if (isSmall && distanceBefore < leastBefore.small) continue;
    const converted = before.map((value) => factor * value + offset).sort();
    const distance = distanceOf(converted, after);
    // Chance puts two halves of few rows apart as well.
    const chance = 1.36 * Math.sqrt(1 / before.length + 1 / after.length);
    const mayDiffer = isLargeFactor(factor) && distanceBefore >= apart.before ? apart.after : mostAfter;
    const fits = distance <= Math.max(mayDiffer, chance) && distance <= distanceBefore / 2.5;
    if (!fits || (best !== null && distance >= best.distance)) continue;
    if (isAbrupt(values, at, factor, offset)) best = { factor, offset, unit, distance, distanceBefore };
  }
  return best;
}

/** What is measured in °C lies between these, but for stars and ovens. */
const degrees = { least: -100, most: 400 } as const;

/** What could have been done to the values: conversions that fit their quantiles. */
function conversionsOf(
  before: Float64Array,
  after: Float64Array,
): { factor: number; offset: number; unit: string }[] {
  const [middle, later] = [quantile(before, 0.5), quantile(after, 0.5)];
  const [spread, laterSpread] = [
    quantile(before, 0.8) - quantile(before, 0.2),
    quantile(after, 0.8) - quantile(after, 0.2),
  ];
  const found: { factor: number; offset: number; unit: string }[] = [];
  const ratio = spread > 0 && laterSpread > 0 ? laterSpread / spread : Number.NaN;
  const near = (one: number, other: number, by: number) => Math.abs(Math.log(one / other)) <= by;
  for (const [size, unit] of factors)
    for (const factor of [size, 1 / size]) {
      const bySpread = Number.isFinite(ratio) && near(ratio, factor, size >= largeFactor ? 0.5 : 0.35);
      const byMiddle =
        Math.abs(middle) > 1e-12 &&
        later / middle > 0 &&
        near(later / middle, factor, size >= largeFactor ? 0.5 : 0.2);
      if (bySpread && (byMiddle || Math.abs(middle) < spread / 4))
        found.push({ factor, offset: 0, unit: factor === size ? unit : `the inverse of ${unit}` });
    }
  // Other factors, money of another currency say, count where they are large and fit both middle and spread.
  const other = later / middle;
  const isLarge = other >= unknownFactor || (other > 0 && other <= 1 / unknownFactor);
  if (found.length === 0 && isLarge && near(ratio, other, 0.15))
    found.push({ factor: other, offset: 0, unit: 'a factor that is none of the usual ones' });
  // Other figures in the thousands may move by 32 or by 273 as well.
  const areDegrees = (celsius: Float64Array) =>
    quantile(celsius, 0.1) >= degrees.least && quantile(celsius, 0.9) <= degrees.most;
  const fahrenheit =
    areDegrees(before) &&
    near(ratio, 1.8, 0.25) &&
    Math.abs(later - (1.8 * middle + 32)) <= 0.5 * laterSpread;
  if (fahrenheit) found.push({ factor: 1.8, offset: 32, unit: '°C to °F' });
  const celsius =
    areDegrees(after) &&
    near(ratio, 1 / 1.8, 0.25) &&
    Math.abs(later - (middle - 32) / 1.8) <= 0.5 * laterSpread;
  if (celsius) found.push({ factor: 1 / 1.8, offset: -32 / 1.8, unit: '°F to °C' });
  const kelvin =
    areDegrees(later > middle ? before : after) &&
    near(ratio, 1, 0.2) &&
    Math.abs(Math.abs(later - middle) - 273.15) <= 0.3 * laterSpread + 2;
  if (kelvin)
    found.push({
      factor: 1,
      offset: later > middle ? 273.15 : -273.15,
      unit: later > middle ? '°C to K' : 'K to °C',
    });
  return found;
}

const neighbours = 100;
const nearerBy = 1.5;

/** Whether the change is at the place rather than a slow rise: the neighbourhoods on both sides belong to their own parts. */
function isAbrupt(values: Float64Array, at: number, factor: number, offset: number): boolean {
  const near = Math.max(10, Math.min(40, Math.min(at, values.length - at) >> 2));
  const left = values.slice(at - near, at);
  const right = values.slice(at, at + near);
  const [low, high] = [quantile(left.slice().sort(), 0.5), quantile(right.slice().sort(), 0.5)];
  const expected = factor * low + offset;
  const whole = Math.abs(expected - low);
  if (Math.abs(high - expected) >= whole / 2) return false;
  // Middles of few rows vary: over more of them the neighbours after must be nearer to those before in the other unit than to those before as they are.
  const wide = Math.min(neighbours, at, values.length - at);
  const [before, after] = [values.slice(at - wide, at).sort(), values.slice(at, at + wide).sort()];
  const converted = before.map((value) => factor * value + offset);
  return distanceOf(converted, after) * nearerBy <= distanceOf(before, after);
}

/** Whether a factor is so large, or its inverse. */
export function isLargeFactor(factor: number): boolean {
  return factor >= largeFactor || factor <= 1 / largeFactor;
}

/** The greatest difference of the shares below a value. Both are sorted. */
export function distanceOf(one: Float64Array, other: Float64Array): number {
  let [i, j, most] = [0, 0, 0];
  while (i < one.length && j < other.length) {
    const value = Math.min(one[i]!, other[j]!);
    while (i < one.length && one[i]! <= value) i++;
    while (j < other.length && other[j]! <= value) j++;
    most = Math.max(most, Math.abs(i / one.length - j / other.length));
  }
  return most;
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}

/** Ranks from 0, equal values at their middle: by searching in the sorted values, which are sorted faster than an order of them. */
export function ranksOf(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const below = (value: number, isUpTo: boolean) => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (sorted[middle]! < value || (isUpTo && sorted[middle]! === value)) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  return values.map((value) => (below(value, false) + below(value, true) - 1) / 2);
}
