import type { Entity } from './entities.ts';
import type { ActionEntry, Lexicon } from './lexicon.ts';
import { termsOf } from './lexicon.ts';
import { findCount, metricSpan } from './slots/amounts.ts';
import { findTargetToken } from './slots/columns.ts';
import { findNamedModel } from './slots/models.ts';
import type { Token } from './tokens.ts';
import { valueStem } from './values.ts';

/** How well a clause fits an action. */
export interface Score {
  entry: ActionEntry;
  /** Cues, objects and similarity together. */
  total: number;
  /** Cues alone. */
  cues: number;
  /** Tokens that matched a cue, by index in the clause. */
  hits: ReadonlySet<number>;
}

const widestGap = 3;

/** Sums the cues of every action over the tokens; each cue counts once. */
function matchCues(
  lexicon: Lexicon,
  tokens: readonly Token[],
  sums: Float64Array,
  hits: Set<number>[],
): void {
  const seen = new Set<string>();
  const count = (key: string, entry: number, weight: number, positions: readonly number[]) => {
    for (const position of positions) hits[entry]!.add(position);
    const once = `${entry} ${key}`;
    if (seen.has(once)) return;
    seen.add(once);
    sums[entry]! += weight;
  };
  const words = ` ^ ${tokens.map(({ word }) => word).join(' ')} `;
  for (const { words: phrase, entry, weight } of lexicon.exact) {
    if (words.includes(` ${phrase} `)) sums[entry]! += weight;
  }
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    if (token.entity) continue;
    for (const stem of token.parts.length > 0 ? [token.stem, ...token.parts] : [token.stem]) {
      for (const { entry, weight } of lexicon.words.get(stem) ?? []) count(stem, entry, weight, [index]);
      for (const phrase of lexicon.phrases.get(stem) ?? []) {
        const positions = matchPhrase(tokens, index, stem, phrase.stems);
        if (positions) count(phrase.stems.join(' '), phrase.entry, phrase.weight, positions);
      }
    }
  }
}

/** Where the words of a phrase stand, in order and near each other, or null. */
function matchPhrase(
  tokens: readonly Token[],
  at: number,
  first: string,
  stems: readonly string[],
): number[] | null {
  const positions = [at];
  const { parts } = tokens[at]!;
  let inWord = parts.indexOf(first);
  let next = at + 1;
  for (const stem of stems.slice(1)) {
    if (inWord !== -1 && parts[inWord + 1] === stem) {
      inWord += 1;
      continue;
    }
    inWord = -1;
    let found = -1;
    for (let index = next; index < tokens.length && index <= next + widestGap; index += 1) {
      if (tokens[index]!.stem === stem || tokens[index]!.parts.includes(stem)) {
        found = index;
        break;
      }
    }
    if (found === -1) return null;
    positions.push(found);
    next = found + 1;
  }
  return positions;
}

/** Best cosine of the clause with an example, for every action. */
function similarities(lexicon: Lexicon, tokens: readonly Token[]): Float64Array {
  const products = new Float64Array(lexicon.examples.length);
  const best = new Float64Array(lexicon.entries.length);
  let square = 0;
  const unseen = Math.log(1 + lexicon.examples.length);
  for (const term of new Set(termsOf(tokens))) {
    const weight = lexicon.idf.get(term);
    // A pair that no example has says nothing; an unknown word does.
    if (weight === undefined) {
      if (!term.includes(' ')) square += (unseen * unseen) / 4;
      continue;
    }
    square += weight * weight;
    for (const posting of lexicon.terms.get(term)!) products[posting.example]! += weight * posting.weight;
  }
  if (square === 0) return best;
  const norm = Math.sqrt(square);
  for (const [example, { entry, norm: exampleNorm }] of lexicon.examples.entries()) {
    const cosine = products[example]! / (norm * exampleNorm);
    if (cosine > best[entry]!) best[entry] = cosine;
  }
  return best;
}

/** Points for what the clause names: for an object that the action takes, against one that it has no place for. */
function objectPoints(
  entry: ActionEntry,
  entities: readonly Entity[],
  cues: number,
  othersSpeak: boolean,
): number {
  const { kinds } = entry;
  const takesCode = kinds.has('code-paths') || kinds.has('old-code-path');
  const takesTable = kinds.has('table') || kinds.has('reference-table');
  if (kinds.has('rest-of-text')) return 0;
  let points = 0;
  let tables = 0;
  let codePaths = 0;
  for (const entity of entities) {
    if (entity.kind === 'code') points += kinds.has('code') || kinds.has('old-code') ? 2 : -3;
    else if (entity.kind === 'path' && entity.pathKind === 'table') tables += 1;
    else if (entity.kind === 'path') codePaths += 1;
    else if (entity.kind === 'model-version') points += kinds.has('model') ? 2 : -2;
    else if (entity.kind === 'version')
      points += kinds.has('version') ? 1.5 : kinds.has('model') ? 0.5 : -0.5;
    else if (entity.kind === 'id') points += kinds.has('recommendation') ? 3 : -2;
    else if (entity.kind === 'duration') points += kinds.has('seconds') ? 0.75 : 0;
  }
  if (codePaths > 0) points += takesCode ? 2 : -2.5;
  if (tables > 0) points += takesTable ? 2 : takesCode ? -2.5 : -3;
  // Two tables are to be compared, unless nothing but their number says so and words ask for something else.
  if (tables === 2 && kinds.has('reference-table')) points += cues > 0 || !othersSpeak ? 2.5 : 1;
  if (tables === 1 && kinds.has('reference-table')) points -= 1;
  return points;
}

/** Which arguments a clause states. */
interface Argued {
  metric: boolean;
  column: boolean;
  model: boolean;
  count: boolean;
}

/** Points for arguments that only some actions take, next to an object: a metric to optimise, a target column. */
function argumentPoints({ kinds, required, action }: ActionEntry, argued: Argued): number {
  let points = 0;
  if (argued.model && !kinds.has('rest-of-text') && !kinds.has('whole-text'))
    points += kinds.has('model') ? 1.5 : -1;
  if (argued.count && kinds.has('count')) points += 1.5;
  if (argued.metric && kinds.has('metric')) points += 1.5;
  const column = Object.entries(action.slots).find(([, kind]) => kind === 'column')?.[0];
  if (argued.column && column !== undefined)
    points += required.some((group) => group.includes(column)) ? 0.75 : 0.25;
  return points;
}

const similarityWeight = 3;

/** Every action's score for a clause, best first; of equals, the one declared first. */
export function scoreClause(lexicon: Lexicon, tokens: readonly Token[]): Score[] {
  const sums = new Float64Array(lexicon.entries.length);
  const hits = lexicon.entries.map(() => new Set<number>());
  matchCues(lexicon, tokens, sums, hits);
  const similar = similarities(lexicon, tokens);
  const entities = tokens.flatMap(({ entity }) => (entity ? [entity] : []));
  const context = { lexicon, text: '', tokens, hits: new Set<number>() };
  const argued: Argued = {
    metric: tokens.some(({ stem }) => stem === valueStem) && metricSpan(tokens) !== undefined,
    column: findTargetToken(tokens) !== undefined,
    model: findNamedModel(context) !== undefined,
    count: findCount(context) !== undefined,
  };
  const othersSpeak = sums.some((sum) => sum >= 2.5);
  const scores = lexicon.entries.map((entry, index): Score => {
    const points = objectPoints(entry, entities, sums[index]!, othersSpeak) + argumentPoints(entry, argued);
    const total = sums[index]! + similarityWeight * similar[index]! + points;
    return { entry, total, cues: sums[index]!, hits: hits[index]! };
  });
  return scores.sort((left, right) => right.total - left.total || left.entry.index - right.entry.index);
}
